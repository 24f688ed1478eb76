// One report: the form that an address names opens, ready sentences fill a text, photos come closer.

/** Opens what the address names, and lets the keyboard begin there. */
function open() {
  const part = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const details = part && part.closest("details");
  if (!details) return;
  details.open = true;
  details.scrollIntoView({ block: "nearest" });
  part.querySelector("textarea, input:not([type=hidden]), select, .button")?.focus({ preventScroll: true });
}

/** A ready sentence stands in the text, after what was typed. */
function fill(select) {
  const text = document.getElementById(select.dataset.fill);
  if (!text || !select.value) return;
  text.value = [text.value.trim(), select.value].filter(Boolean).join(" ");
  select.value = "";
  text.focus();
}

/** A photo over the page: closer and further by buttons, keys and wheel; moved by pointer and arrows. */
function look(link, words) {
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  const stage = document.createElement("div");
  stage.className = "stage";
  stage.tabIndex = 0;
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  picture.draggable = false;
  stage.append(picture);
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", picture.alt);

  const at = { scale: 1, x: 0, y: 0 };
  const draw = () => {
    at.scale = Math.min(8, Math.max(1, at.scale));
    const reach = (at.scale - 1) / 2;
    at.x = Math.min(reach * stage.clientWidth, Math.max(-reach * stage.clientWidth, at.x));
    at.y = Math.min(reach * stage.clientHeight, Math.max(-reach * stage.clientHeight, at.y));
    picture.style.transform = `translate(${at.x}px, ${at.y}px) scale(${at.scale})`;
  };
  const zoom = (by) => {
    at.scale *= by;
    draw();
  };
  const move = (x, y) => {
    at.x += x;
    at.y += y;
    draw();
  };
  const button = (sign, word, press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet";
    made.textContent = sign;
    made.setAttribute("aria-label", word);
    made.addEventListener("click", press);
    return made;
  };
  const bar = document.createElement("div");
  bar.className = "actions";
  bar.append(
    button("+", words.larger, () => zoom(1.5)),
    button("−", words.smaller, () => zoom(1 / 1.5)),
    button("×", words.close, () => dialog.close()),
  );
  dialog.append(bar, stage);
  const keys = { "+": () => zoom(1.5), "-": () => zoom(1 / 1.5), ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0), ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60) };
  dialog.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    event.preventDefault();
    // Keys of the page behind mean nothing here.
    event.stopPropagation();
    keys[event.key]();
  });
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
  });
  stage.addEventListener("pointerdown", (event) => stage.setPointerCapture(event.pointerId));
  stage.addEventListener("pointermove", (event) => stage.hasPointerCapture(event.pointerId) && move(event.movementX, event.movementY));
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  stage.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-zoom] a[data-picture]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !plain) return;
  event.preventDefault();
  event.stopPropagation();
  look(link, link.closest("[data-zoom]").dataset);
}, true);
document.addEventListener("change", (event) => event.target.matches?.("select[data-fill]") && fill(event.target));
// The same address once more: the form may have been closed since.
document.addEventListener("click", (event) => event.target.closest?.('a[href^="#"]') && setTimeout(open));
window.addEventListener("hashchange", open);
document.addEventListener("htmx:afterSettle", open);
open();
