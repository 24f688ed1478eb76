// The page: looks whether this browser can keep reports, then starts the app. Page and worker share one compiled module; it is
// compiled while it arrives, and the worker opens the store while the page draws.
import init from "./kuemmerer.js";
import { openCore } from "./platform.js";

const able = self.isSecureContext && navigator.storage?.getDirectory && navigator.locks && self.Worker && self.BroadcastChannel;
if (able) {
  const splash = document.querySelector(".splash");
  const module = WebAssembly.compileStreaming(fetch("kuemmerer_bg.wasm"));
  openCore(module);
  init({ module_or_path: module })
    .then(() => splash.remove())
    // After the start, so that no file travels twice. Without it the app still works, but does not start offline.
    .finally(() => navigator.serviceWorker?.register("sw.js").catch(() => {}));
} else {
  const main = document.getElementById("main");
  main.replaceChildren(document.getElementById("too-old").content.cloneNode(true));
}
