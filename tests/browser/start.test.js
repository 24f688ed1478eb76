// How long a slow phone on a slow network waits. The figures are told; only the limits are generous.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Phone, World } from "./world.js";

// A cheap phone beside a machine like this one, on 3G.
const CPU = 4;
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
/** Milliseconds. */
const LIMIT = { first: 20000, again: 10000, shutter: 5000 };

/** Slows the phone, and counts what it gets. */
async function slowed(phone) {
  const cdp = await phone.context.newCDPSession(phone.page);
  await cdp.send("Network.enable");
  const got = { bytes: 0 };
  cdp.on("Network.loadingFinished", ({ encodedDataLength }) => (got.bytes += encodedDataLength));
  await cdp.send("Network.emulateNetworkConditions", NETWORK);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: CPU });
  return got;
}

async function milliseconds(what) {
  const begun = performance.now();
  await what();
  return Math.round(performance.now() - begun);
}

test("first start, later start without a network, and the shutter, on a slow phone", async (t) => {
  const world = await World.begin();
  try {
    const phone = new Phone(world, { serviceWorkers: "block" });
    await phone.open("/health");
    const got = await slowed(phone);
    const first = await milliseconds(async () => {
      await phone.page.goto(`${world.url}/app/`);
      await phone.page.getByLabel("Code eingeben").waitFor({ timeout: 60000 });
    });
    t.diagnostic(`first start until usable: ${first} ms, ${Math.round(got.bytes / 1000)} kB`);
    await phone.close();

    const later = new Phone(world);
    await later.open();
    await later.enrol();
    await later.keptForOffline();
    await later.close();
    later.options.offline = true;
    await later.open("/app/icon.svg");
    await slowed(later);
    await later.context.setOffline(true);
    const again = await milliseconds(async () => {
      await later.page.goto(`${world.url}/app/`);
      await later.home();
    });
    t.diagnostic(`later start without a network: ${again} ms`);

    await later.touch("Meldung");
    await later.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
    await later.button("Auslösen").tap({ trial: true });
    const shutter = await milliseconds(async () => {
      await later.touch("Auslösen");
      await later.title("Was ist es?");
    });
    const saved = await milliseconds(async () => {
      await later.touch("Müll");
      await later.title("Gespeichert");
    });
    t.diagnostic(`shutter until the photo is safe: ${shutter} ms; category until the report is: ${saved} ms`);
    assert.ok(first <= LIMIT.first && again <= LIMIT.again && shutter + saved <= LIMIT.shutter, "within the limits");
  } finally {
    await world.end();
  }
});
