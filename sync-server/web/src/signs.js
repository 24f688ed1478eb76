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
  if (kind === "count") return words(what, `700 12px ${font()}`, colour("accent-ink"));
  if (kind === "hazards") return words(`▲ ${what}`, `700 12px ${font()}`, colour("hazard-ink"));
  return words(what, `600 13px ${font()}`, colour("ink-2"), colour("ground"));
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

function words(text, face, ink, halo) {
  ruler.font = face;
  const width = Math.min(ruler.measureText(text).width + 8, 240);
  const pen = canvas(width, 20);
  Object.assign(pen, { font: face, textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 4, fillStyle: ink });
  if (halo) {
    pen.strokeStyle = halo;
    pen.strokeText(text, width / 2, 10, width - 8);
  }
  pen.fillText(text, width / 2, 10, width - 8);
  return drawn(pen);
}

/** Danger is a triangle, everything else a disc; what is over is hollow. */
function spot(what) {
  const pen = canvas(24, 24);
  const hazard = what.startsWith("hazard");
  const full = colour(hazard ? "hazard" : "accent");
  pen.beginPath();
  if (hazard) {
    pen.moveTo(12, 3);
    pen.lineTo(22, 20);
    pen.lineTo(2, 20);
    pen.closePath();
  } else {
    pen.arc(12, 12, 7, 0, 2 * Math.PI);
  }
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
