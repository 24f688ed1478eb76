// Keys: j and k walk through rows, Enter opens, f forwards, m compares, / searches, ? helps. Whoever speaks to the computer turns
// them off in the help (WCAG 2.1.4).
const OFF = "kuemmerer-keys-off";
const TYPING = "input, textarea, select, [contenteditable], dialog[open]";
let last = null;

const ACTS = {
  j: () => walk(1),
  k: () => walk(-1),
  f: () => go("forward", "#department"),
  m: () => go("compare", "#merge"),
  "/": search,
  "?": () => help("/office/help"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off() || event.target.closest(TYPING)) return;
  const act = event.key === "Enter" && event.target === document.body ? open : ACTS[event.key];
  if (act?.() !== false && act) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  last = event.target.closest("[data-row]")?.id ?? last;
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-help]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  help(link.href);
});

/** The row that was last focused; it may be gone. */
function current() {
  return last && document.getElementById(last);
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(current());
  const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))];
  row?.querySelector("a").focus();
  row?.scrollIntoView({ block: "nearest" });
}

function open() {
  const link = current()?.querySelector("a");
  link?.click();
  return Boolean(link);
}

/** To where a row leads by this key, or to the place of the page itself. */
function go(what, place) {
  const row = current();
  const href = row && (row.dataset[what] ?? row.querySelector("a").href + place);
  if (href && !href.startsWith("/office/phones")) return location.assign(href);
  if (!document.querySelector(place)) return false;
  location.hash = place;
}

function search() {
  const field = document.querySelector("[data-search]");
  if (field) field.focus();
  else location.assign("/office/reports#text");
}

function off() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

async function help(href) {
  let dialog = document.querySelector("dialog.help");
  if (!dialog) {
    const answer = await fetch(href).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("help");
    if (!page) return location.assign(href);
    dialog = document.createElement("dialog");
    dialog.className = "help";
    dialog.setAttribute("aria-label", page.querySelector("h1").textContent);
    const close = document.createElement("button");
    close.className = "button";
    close.textContent = page.dataset.close;
    close.addEventListener("click", () => dialog.close());
    page.append(close);
    dialog.append(page);
    document.body.append(dialog);
    setting(dialog);
  }
  dialog.showModal();
}

/** The box that turns keys on and off; only with scripts. */
function setting(part) {
  for (const line of part.querySelectorAll("[data-keys]")) {
    const box = line.querySelector("input");
    line.hidden = false;
    box.checked = !off();
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  }
}

setting(document);
if (location.hash === "#text") document.querySelector("[data-search]")?.focus();
