// Signs and words on the map, drawn when they are first needed: there is no glyph server to ask.
export const SCALE = 2;
const tokens = getComputedStyle(document.documentElement);

/** A colour of the page. */
export function colour(name) {
  return tokens.getPropertyValue(`--${name}`).trim() || "#888";
}

/** The picture of a name: `text:Altstadt`, `count:12`, `hazards:12`, `spot:plain`, `spot:hazard-closed`. */
export function picture(id) {
  const [kind, ...rest] = id.split(":");
  const what = rest.join(":");
  if (kind === "spot") return spot(what);
  if (kind === "text") return words(what);
  return cluster(what, kind === "hazards");
}

function font() {
  return tokens.getPropertyValue("--font").trim() || "sans-serif";
}

function canvas(width, height) {
  const made = document.createElement("canvas");
  made.width = Math.ceil(width * SCALE);
  made.height = Math.ceil(height * SCALE);
  // Kept where it is read from.
  const pen = made.getContext("2d", { willReadFrequently: true });
  pen.scale(SCALE, SCALE);
  return pen;
}

function drawn(pen) {
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}

const ruler = canvas(1, 1);

function width(text, face) {
  ruler.font = face;
  return ruler.measureText(text).width;
}

function words(text) {
  const face = `600 13px ${font()}`;
  const wide = Math.min(width(text, face) + 8, 240);
  const pen = canvas(wide, 20);
  Object.assign(pen, { font: face, textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 4 });
  Object.assign(pen, { fillStyle: colour("ink-2"), strokeStyle: colour("ground") });
  pen.strokeText(text, wide / 2, 10, wide - 8);
  pen.fillText(text, wide / 2, 10, wide - 8);
  return drawn(pen);
}

/** How many lie there; with a triangle where one of them is a danger. */
function cluster(text, hazard) {
  const face = `700 13px ${font()}`;
  const radius = Math.max(14, width(text, face) / 2 + 6);
  const middle = radius + 6;
  const pen = canvas(2 * middle, 2 * middle);
  pen.arc(middle, middle, radius, 0, 2 * Math.PI);
  Object.assign(pen, { fillStyle: colour("accent"), strokeStyle: colour("surface"), lineWidth: 2, lineJoin: "round" });
  pen.fill();
  pen.stroke();
  Object.assign(pen, { font: face, textAlign: "center", textBaseline: "middle", fillStyle: colour("accent-ink") });
  pen.fillText(text, middle, middle + 1);
  if (hazard) {
    triangle(pen, 2 * middle - 9, 9, 8);
    Object.assign(pen, { fillStyle: colour("hazard"), lineWidth: 3 });
    pen.stroke();
    pen.fill();
  }
  return drawn(pen);
}

function triangle(pen, x, y, size) {
  pen.beginPath();
  pen.moveTo(x, y - size);
  pen.lineTo(x + size, y + size * 0.75);
  pen.lineTo(x - size, y + size * 0.75);
  pen.closePath();
}

/** Danger is a triangle, everything else a disc; what is over is hollow. */
function spot(what) {
  const pen = canvas(24, 24);
  const hazard = what.startsWith("hazard");
  const full = colour(hazard ? "hazard" : "accent");
  if (hazard) triangle(pen, 12, 12, 9);
  else pen.arc(12, 12, 7, 0, 2 * Math.PI);
  const closed = what.endsWith("-closed");
  Object.assign(pen, { lineJoin: "round", fillStyle: closed ? colour("surface") : full });
  // A light edge, so that it stands out from its neighbours.
  Object.assign(pen, { lineWidth: 5, strokeStyle: colour("surface") });
  pen.stroke();
  pen.fill();
  Object.assign(pen, { lineWidth: closed ? 2.5 : 1, strokeStyle: full });
  pen.stroke();
  return drawn(pen);
}
