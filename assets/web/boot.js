// The page: looks whether this browser can keep reports, then starts the app.
import init from "./kuemmerer.js";

const able = self.isSecureContext && navigator.storage?.getDirectory && navigator.locks && self.Worker && self.BroadcastChannel;
if (able) {
  // Without it the app still works, but does not start offline.
  navigator.serviceWorker?.register("sw.js").catch(() => {});
  const splash = document.querySelector(".splash");
  init().then(() => splash.remove());
} else {
  const main = document.getElementById("main");
  main.replaceChildren(document.getElementById("too-old").content.cloneNode(true));
}
