// The core's worker. Only one window may hold the store: the lock says which. Another one asks it to yield.
import init, { core_start, core_ask, core_stop } from "./kuemmerer.js";

const LOCK = "kuemmerer-store";
const PATIENCE = 3000;
const others = new BroadcastChannel(LOCK);
const early = [];
let yielded = null;

const tell = (bytes) => postMessage(bytes, [bytes.buffer]);

async function hold(options) {
  try {
    await navigator.locks.request(LOCK, options, async (lock) => {
      if (!lock) return postMessage("elsewhere");
      const over = new Promise((resolve) => (yielded = resolve));
      await core_start(tell);
      early.splice(0).forEach(core_ask);
      await over;
      await close();
    });
  } catch {
    // The lock was stolen: this window was frozen and did not yield.
    await close();
  }
}

async function close() {
  if (!yielded) return;
  yielded = null;
  await core_stop();
  postMessage("elsewhere");
}

others.onmessage = ({ data }) => data === "yield" && yielded?.();

// The page's first message is the compiled module.
let ready = null;
onmessage = async ({ data }) => {
  if (data instanceof WebAssembly.Module) {
    ready = init({ module_or_path: data });
    await ready;
    return hold({ ifAvailable: true });
  }
  await ready;
  if (data === "take over") {
    others.postMessage("yield");
    const frozen = setTimeout(() => yielded || hold({ steal: true }), PATIENCE);
    await hold({}).finally(() => clearTimeout(frozen));
    return;
  }
  if (yielded) core_ask(data);
  else early.push(data);
};
