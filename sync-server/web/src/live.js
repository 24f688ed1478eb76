// A list renews itself while somebody looks at it. Focus, place and marked text stay; what is new is said quietly.
const EVERY = 15_000;
const live = document.querySelector("[data-live]");
let ended = false;

/** The page as it is now; nothing where nobody is signed in any more or the server does not answer. */
async function fetched() {
  // This does not count as a click of somebody who is there.
  const answer = await fetch(location.href, { headers: { "kuemmerer-by-itself": "1" }, redirect: "manual" });
  if (answer.type === "opaqueredirect") end();
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

async function renew() {
  if (ended || document.hidden || marked()) return;
  const page = await fetched().catch(() => null);
  const fresh = page?.querySelector("[data-live]");
  if (!fresh || document.hidden) return;
  for (const link of document.querySelectorAll(".bar a[href]")) {
    const now = page.querySelector(`.bar a[href="${CSS.escape(link.getAttribute("href"))}"]`);
    if (now && now.innerHTML !== link.innerHTML) link.innerHTML = now.innerHTML;
  }
  if (fresh.innerHTML !== live.innerHTML) swap(fresh);
}

function swap(fresh) {
  const before = rows(live);
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const held = focused?.closest("[data-row]") ?? (scrollY > 0 ? before.find((row) => row.getBoundingClientRect().top >= 0) : null);
  const top = held?.getBoundingClientRect().top;
  const nth = before.indexOf(held);
  const place = focused && stops(held ?? live).indexOf(focused);
  const known = new Map(before.map((row) => [row.id, row]));
  let news = 0;
  for (const row of rows(fresh)) {
    const old = known.get(row.id);
    if (!old) news += 1;
    else if (old.outerHTML === row.outerHTML) row.replaceWith(old);
  }
  live.replaceChildren(...fresh.childNodes);
  const after = rows(live);
  const again = held && (document.getElementById(held.id) ?? after[Math.min(nth, after.length - 1)]);
  if (again) scrollBy(0, again.getBoundingClientRect().top - top);
  if (focused) (stops(again ?? live)[place] ?? stops(again ?? live)[0])?.focus({ preventScroll: true });
  if (news) document.getElementById("announced").textContent = live.dataset.new.replace("#", news);
  document.dispatchEvent(new CustomEvent("kuemmerer:renewed"));
}

function rows(part) {
  return [...part.querySelectorAll("[data-row]")];
}

/** What can be focused. */
function stops(part) {
  return [...part.querySelectorAll("a[href], button")];
}

/** Somebody is about to copy something. */
function marked() {
  const selection = getSelection();
  return !selection.isCollapsed && live.contains(selection.anchorNode);
}

function end() {
  ended = true;
  const notice = document.createElement("p");
  notice.className = "notice warn";
  notice.setAttribute("role", "status");
  live.before(notice);
  notice.textContent = live.dataset.ended;
}

if (live) {
  setInterval(renew, EVERY);
  document.addEventListener("visibilitychange", renew);
}
