// Black parts of a photo: drawn with a pointer, or moved and sized by keys. They are shares of the upright picture, and travel
// as a field of a plain form.
const STEP = 0.01;
const LEAST = 0.01;
const DRAWN = "http://www.w3.org/2000/svg";

/** A number from 0 to 1, to four digits: the same text again and again. */
const share = (value) => Math.round(Math.min(1, Math.max(0, value)) * 10000) / 10000;

function start(stage) {
  const { part: word, where, delete: remove, release, nothing } = stage.dataset;
  const form = stage.querySelector("#draw");
  const list = stage.querySelector(".parts");
  const said = stage.querySelector("[role=status]");
  const undo = stage.querySelector("[data-do=undo]");
  const letGo = form.querySelector("[name=then]");
  const canvas = stage.querySelector("figure").appendChild(document.createElementNS(DRAWN, "svg"));
  canvas.setAttribute("viewBox", "0 0 1 1");
  canvas.setAttribute("preserveAspectRatio", "none");
  canvas.setAttribute("aria-hidden", "true");
  for (const hidden of stage.querySelectorAll(".tools")) hidden.hidden = false;

  // What is black already stays, unless whoever looks may take it off.
  const uncovers = stage.dataset.uncovers === "true";
  const fixed = (part) => part.stored && !uncovers;
  let parts = JSON.parse(stage.dataset.black).map((part) => ({ ...part, stored: true }));
  let chosen = -1;
  const past = [];

  const remember = () => past.push(parts.map((part) => ({ ...part })));
  const telling = ({ left, top, right, bottom }) => {
    const percent = [left, top, right - left, bottom - top].map((side) => `${Math.round(side * 100)} %`);
    return where.replace(/%/g, () => percent.shift());
  };
  const tell = (at) => (said.textContent = parts[at] ? `${word} ${at + 1}: ${telling(parts[at])}` : "");

  function button(text, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet";
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  function draw(focus = -1) {
    canvas.replaceChildren(...parts.map((part, at) => {
      const shape = document.createElementNS(DRAWN, "rect");
      for (const [name, value] of Object.entries({ x: part.left, y: part.top, width: part.right - part.left, height: part.bottom - part.top })) shape.setAttribute(name, value);
      shape.dataset.at = at;
      shape.classList.toggle("chosen", at === chosen);
      shape.classList.toggle("fixed", Boolean(fixed(part)));
      return shape;
    }));
    list.replaceChildren(...parts.map((part, at) => {
      const line = document.createElement("li");
      line.className = "part";
      const name = button(`${word} ${at + 1}`, "", () => choose(at));
      name.title = telling(part);
      name.setAttribute("aria-pressed", String(at === chosen));
      name.addEventListener("focus", () => chosen !== at && choose(at));
      name.addEventListener("keydown", (event) => key(event, at));
      line.append(name);
      if (!fixed(part)) line.append(button(remove, `${word} ${at + 1}: ${remove}`, () => drop(at)));
      return line;
    }));
    form.elements.black.value = JSON.stringify(parts.map(({ left, top, right, bottom }) => ({ left, top, right, bottom })));
    undo.disabled = past.length === 0;
    if (letGo) letGo.textContent = parts.length > 0 ? release : nothing;
    if (focus >= 0) list.children[focus]?.querySelector("button").focus();
  }

  function choose(at) {
    chosen = at;
    tell(at);
    draw(at);
  }

  function drop(at) {
    remember();
    parts.splice(at, 1);
    chosen = -1;
    draw(Math.min(at, parts.length - 1));
    if (parts.length === 0) stage.querySelector("[data-do=add]").focus();
  }

  /** Moves a part, or its right and lower edge; it stays inside the picture. */
  function shift(part, x, y, size) {
    const { left, top, right, bottom } = part;
    if (size) {
      Object.assign(part, { right: share(Math.max(left + LEAST, right + x)), bottom: share(Math.max(top + LEAST, bottom + y)) });
    } else {
      const [dx, dy] = [Math.min(1 - right, Math.max(-left, x)), Math.min(1 - bottom, Math.max(-top, y))];
      Object.assign(part, { left: share(left + dx), top: share(top + dy), right: share(right + dx), bottom: share(bottom + dy) });
    }
  }

  function key(event, at) {
    const ways = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const way = ways[event.key];
    if (fixed(parts[at]) || (!way && !["Delete", "Backspace"].includes(event.key))) return;
    event.preventDefault();
    if (!way) return drop(at);
    remember();
    shift(parts[at], ...way, event.shiftKey);
    tell(at);
    draw(at);
  }

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)];
  };
  let begun = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    const hit = Number(event.target.dataset.at ?? -1);
    const moves = hit >= 0 && !fixed(parts[hit]);
    begun = { x, y, moves: moves ? { ...parts[hit] } : null, at: moves ? hit : parts.length, before: parts.map((part) => ({ ...part })) };
    if (moves) choose(hit);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!begun) return;
    const [x, y] = at(event);
    if (begun.moves) {
      parts[begun.at] = { ...begun.moves };
      shift(parts[begun.at], x - begun.x, y - begun.y, false);
    } else {
      const [left, right] = [Math.min(x, begun.x), Math.max(x, begun.x)];
      const [top, bottom] = [Math.min(y, begun.y), Math.max(y, begun.y)];
      parts = [...begun.before];
      if (right - left >= LEAST && bottom - top >= LEAST) parts.push({ left, top, right, bottom });
    }
    chosen = begun.at;
    draw();
  });
  const end = () => {
    if (!begun) return;
    if (JSON.stringify(parts) !== JSON.stringify(begun.before)) past.push(begun.before);
    const drawn = begun.at;
    begun = null;
    if (parts[drawn]) tell(drawn);
    draw();
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);

  stage.addEventListener("click", (event) => {
    const act = event.target.closest("[data-do]")?.dataset.do;
    if (act === "add") {
      remember();
      parts.push({ left: 0.4, top: 0.4, right: 0.6, bottom: 0.6 });
      choose(parts.length - 1);
    } else if (act === "undo" && past.length > 0) {
      parts = past.pop();
      chosen = -1;
      draw();
    }
  });
  draw();
}

for (const stage of document.querySelectorAll(".redact")) start(stage);
