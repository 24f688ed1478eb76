// Every page of the office: filters renew a list in place, lists renew themselves, keys walk through them.
import htmx from "htmx.org";
import "./keys.js";
import "./live.js";
import "./report.js";

// A strict policy: nothing is evaluated, no style is written into the page.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0, selfRequestsOnly: true, refreshOnHistoryMiss: true });

// A filter that was chosen renews the list in place; the map shows the same.
document.addEventListener("htmx:afterSettle", () => {
  const map = document.querySelector(".map[data-spots]");
  if (map) map.dataset.spots = `/office/map/reports${location.search}`;
  document.dispatchEvent(new CustomEvent("kuemmerer:renewed"));
});
