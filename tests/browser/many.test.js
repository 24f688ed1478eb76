// A phone that has seen much: years of reports in its list, a month without a network in its store.
// KUEMMERER_LONG=1 plays a thousand photos and thirty days.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { after, before } from "node:test";
import { HERE, Phone } from "./phone.js";
import { chapters, until, World } from "./world.js";

const chapter = chapters(() => world, { linked: false });
const LONG = Boolean(process.env.KUEMMERER_LONG);
let world;

before(async () => {
  world = await World.begin();
});
after(() => world.end());

/** As many reports as anna wrote with another phone, straight to the server, as phones send them. */
async function written(count, person) {
  const device = randomUUID();
  const post = async (path, body, token) => {
    const headers = { "content-type": "application/json", "kuemmerer-protocol": "1; tus, gzip", ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(world.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  };
  const { token } = await post("/api/v1/enrol", { code: world.code("Altes Handy"), device });
  const begun = Date.now() - count * 3600_000;
  for (let n = 1; n <= count; n += 100) {
    const changes = Array.from({ length: Math.min(100, count - n + 1) }, (_, i) => {
      const at = begun + (n + i) * 3600_000;
      const id = `${at.toString(16).padStart(12, "0").replace(/^(.{8})/, "$1-")}-7${randomUUID().slice(15)}`;
      const taken = new Date(at).toISOString();
      const place = { lat: HERE.latitude, lon: HERE.longitude, accuracy: 8 };
      const fields = { category: { value: "litter" }, taken_at: { value: taken }, place: { value: place } };
      return { id, n: n + i, kind: "report", record: id, author: { device, person }, fields, made_at: taken };
    });
    const { verdicts } = await post("/api/v1/push", { changes }, token);
    assert.ok(verdicts.every((verdict) => verdict.stored !== undefined), JSON.stringify(verdicts[0]));
  }
}

chapter("2,000 own reports scroll on a slow phone, and no step takes the screen's time for long", async (t) => {
  const count = 2000;
  const [person] = world.rows(`SELECT lower(hex(id)) FROM records WHERE kind = 'person' AND body LIKE '%"Anna"%'`)[0];
  await written(count, person.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));
  const anna = new Phone(world);
  await anna.open();
  await anna.enrol();
  await anna.touch("Mehr");
  await anna.touch("Wer bist du?");
  await anna.touch("Anna");
  await anna.title("Hallo, Anna!");
  await anna.handIn();
  await anna.button(`Meine Meldungen: ${count}`).waitFor({ timeout: 60000 });
  const cdp = await anna.context.newCDPSession(anna.page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await anna.page.evaluate(() => {
    window.long = [];
    new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({ type: "longtask" });
  });
  await anna.button(`Meine Meldungen: ${count}`).tap();
  const cards = anna.page.locator("main > .card.row");
  await cards.first().waitFor();
  await anna.page.evaluate(() => (window.long = []));
  let shown = 0;
  await until(async () => {
    shown = await cards.count();
    await anna.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    return shown === count;
  }, "the oldest report is shown", 300000);
  const long = await anna.page.evaluate(() => window.long);
  t.diagnostic(`${count} reports; tasks over 50 ms while scrolling at 4× CPU: ${long.length}, the longest ${Math.max(0, ...long)} ms`);
});

/** Remembers what is asked of the core, so that it can be asked again: the worker, and each message as bytes. */
function remember() {
  const post = Worker.prototype.postMessage;
  window.asked = [];
  window.heard = 0;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (window.worker !== this) {
      window.worker = this;
      this.addEventListener("message", ({ data }) => data instanceof Uint8Array && window.heard++);
    }
    if (message instanceof Uint8Array) window.asked.push(message.slice());
    return post.call(this, message, ...rest);
  };
}

chapter("a month without a network: photos and rounds fit, space is shown, and what is safe in a backup makes room", async (t) => {
  const [photos, days] = LONG ? [1000, 30] : [30, 2];
  const ben = new Phone(world, { camera: "none", before: remember });
  await ben.open();
  await ben.enrol();
  await ben.keptForOffline();
  await ben.offline();
  for (let day = 0; day < days; day++) {
    await ben.touch("Runde");
    await ben.page.getByText("Nordrunde").tap();
    for (let stop = 1; stop <= 8; stop++) {
      await ben.touch("Alles gut");
      await ben.sees(`${stop} von 8 Orten geprüft`);
    }
    await ben.touch("Runde beenden");
    await ben.touch("Ja, beenden");
    await ben.title("Abgabe");
    await ben.touch("Zurück");
    await ben.home();
  }

  // One report by hand; the core is asked the same as often as there are photos.
  await ben.page.evaluate(() => (window.asked = []));
  await ben.touch("Meldung");
  const chooser = await ben.chooser();
  await chooser.setFiles(await noisy(ben));
  await ben.touch("Sperrmüll");
  await ben.title("Gespeichert");
  await ben.touch("Fertig");
  const begun = performance.now();
  await ben.page.evaluate(async (times) => {
    const day = window.asked.filter((message) => message.length > 20).map((message) => message.slice());
    for (let n = 1; n < times; n++) {
      for (const message of day) {
        const before = window.heard;
        const copy = message.slice();
        window.worker.postMessage(copy, [copy.buffer]);
        while (window.heard === before) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }, photos);
  await ben.page.reload();
  await ben.button(`Meine Meldungen: ${photos}`).waitFor({ timeout: 120000 });
  t.diagnostic(`${photos} photos and ${days} rounds kept, ${Math.round((performance.now() - begun) / photos)} ms a report`);

  const used = async () => {
    await ben.touch("Mehr");
    await ben.touch("Einstellungen");
    const words = await ben.page.getByText(/MB/).first().innerText();
    await ben.touch("Zurück");
    await ben.touch("Zurück");
    return Number(words.replaceAll(".", "").match(/(\d+) MB/)[1]);
  };
  await ben.home();
  const full = await used();
  await ben.offline(false);
  await ben.touch("Mehr");
  await ben.touch("Abgabe");
  await ben.page.getByText("Alles angekommen.").waitFor({ timeout: LONG ? 1800000 : 240000 });
  assert.equal(world.count("reports WHERE received_at IS NOT NULL AND category = 'illegal_dumping'"), photos, "each once");
  await ben.touch("Fertig");
  world.command("backup", join(world.folder, "backup"));
  await ben.handIn();
  // Room is made a little at a time, while nobody asks.
  let free = full;
  await until(async () => (free = await used()) < full / 2, "what is delivered and backed up makes room", LONG ? 600000 : 180000);
  t.diagnostic(`space used: ${full} MB before, ${free} MB after a backup had everything`);
});

/** A photo as large as a camera's: noise does not compress. */
async function noisy(phone) {
  const base64 = await phone.page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1600, 1200];
    const context = canvas.getContext("2d");
    const image = context.createImageData(1600, 1200);
    for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : 128 + 40 * Math.sin(i / 977) + 24 * (Math.random() - 0.5);
    context.putImageData(image, 0, 0);
    return canvas.toDataURL("image/jpeg", 0.85).split(",")[1];
  });
  return { name: "IMG_0002.jpg", mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}
