// What can be wrong with a phone, its browser and its network: a clear sentence, and nothing is lost.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chapters, HERE, Phone, until, World } from "./world.js";

const chapter = chapters(() => world, { linked: false });
let world;

before(async () => {
  world = await World.begin();
});
after(() => world.end());

let handys = 0;
async function joined(options) {
  const phone = new Phone(world, options);
  phone.label = `Handy ${++handys}`;
  await phone.open();
  await phone.enrol(world.code(phone.label));
  return phone;
}

const arrived = () => world.count("reports WHERE received_at IS NOT NULL");

chapter("position denied: it is asked afterwards, and may stay open", async () => {
  const anna = await joined({ permissions: ["camera"], geolocation: undefined });
  await anna.touch("Meldung");
  await anna.sees("Ort fehlt");
  await anna.shoot();
  await anna.touch("Müll");
  await anna.title("Wo ist es?");
  assert.equal(await anna.button("Genau hier").count(), 0, "nobody knows where here is");
  await anna.page.getByRole("button", { name: "Birkenpark" }).tap();
  await anna.title("Gespeichert");
  await anna.sees("Müll · Birkenpark");
  await anna.touch("Fertig");

  await anna.touch("Meldung");
  await anna.shoot();
  await anna.touch("Scherben");
  await anna.title("Wo ist es?");
  await anna.touch("Weiß nicht");
  await anna.sees("Scherben · Ort unbekannt");
  await anna.touch("Fertig");
  await anna.handIn();
  assert.deepEqual(world.rows("SELECT category, lat IS NULL FROM reports ORDER BY 1"), [["broken_glass", 1], ["litter", 0]]);
});

chapter("position missing or rough: it is asked afterwards", async () => {
  const anna = await joined({ geolocation: { ...HERE, accuracy: 500 } });
  await anna.touch("Meldung");
  await anna.sees("Ort nur auf 500 m");
  await anna.shoot();
  await anna.touch("Müll");
  await anna.title("Wo ist es?");
  await anna.touch("Weiß nicht");
  await anna.title("Gespeichert");
  await anna.touch("Fertig");
  await anna.context.setGeolocation(null);
  await anna.page.reload();
  await anna.touch("Meldung");
  await anna.sees(/Ort fehlt|Ort wird gesucht/);
  await anna.shoot();
  await anna.touch("Tonne voll");
  await anna.title("Wo ist es?");
  await anna.touch("Weiß nicht");
  await anna.sees("Ort unbekannt");
});

chapter("camera denied or missing: the camera app is the way out", async () => {
  const denied = await joined({ camera: "denied", permissions: ["geolocation"] });
  await denied.touch("Meldung");
  await denied.sees("Die Kamera ist nicht erlaubt.");
  const chooser = await denied.chooser();
  await chooser.setFiles(await denied.photo());
  await denied.title("Was ist es?");
  const missing = await joined({ camera: "none" });
  await missing.touch("Meldung");
  await missing.sees("Die Kamera geht gerade nicht.");
  await missing.button("Kamera-App öffnen").waitFor();
});

chapter("no space: the sentence says so, and what was saved stays", async () => {
  const anna = await joined({ camera: "none" });
  const take = async (...photo) => {
    await anna.touch("Meldung");
    const chooser = await anna.chooser();
    await chooser.setFiles(await anna.photo(...photo));
  };
  await take("navy");
  await anna.touch("Müll");
  await anna.title("Gespeichert");
  await anna.touch("Fertig");
  const cdp = await anna.context.newCDPSession(anna.page);
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: world.url, quotaSize: 1000 });
  await take("maroon", 20_000_000);
  await anna.sees("Das Handy ist voll.");
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: world.url });
  await anna.page.reload();
  await anna.button("Meine Meldungen: 1").waitFor();
  await take("olive");
  await anna.touch("Scherben");
  await anna.title("Gespeichert");
  await anna.touch("Fertig");
  const before = arrived();
  await anna.handIn();
  assert.ok(arrived() > before);
});

chapter("a second window: one holds the store, and the other may take over", async () => {
  const anna = await joined();
  await anna.report("Müll");
  await anna.touch("Fertig");
  const first = anna.page;
  anna.watch(await anna.context.newPage());
  await anna.page.goto(`${world.url}/app/`);
  await anna.sees("Die App ist schon offen.");
  await anna.touch("Hier weitermachen");
  await anna.button("Meine Meldungen: 1").waitFor();
  await first.getByText("Die App ist schon offen.").waitFor();
  await anna.report("Scherben");
  await anna.touch("Fertig");
  await first.getByRole("button", { name: "Hier weitermachen" }).tap();
  await first.getByRole("button", { name: "Meine Meldungen: 2" }).waitFor();
  await anna.sees("Die App ist schon offen.");
});

chapter("a clock that is wrong by a year: everything arrives, in the server's order", async () => {
  const anna = new Phone(world, { serviceWorkers: "block" });
  let off = 0;
  const wrong = () => `const now = Date.now; Date.now = () => now() + ${off}; Date = class extends Date { constructor(...all) { all.length ? super(...all) : super(now() + ${off}); } };`;
  const begun = world.count("reports");
  await anna.open();
  await anna.context.route("**/app/worker.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: wrong() + (await answer.text()) });
  });
  await anna.enrol(world.code("Handy mit Uhr"));
  const year = 365 * 86400000;
  for (const [count, shift] of [year, -year, 0].entries()) {
    off = shift;
    await anna.page.reload();
    await anna.report("Graffiti");
    await anna.touch("Fertig");
    await anna.handIn();
    assert.equal(world.count("reports WHERE received_at IS NOT NULL AND category = 'graffiti'"), count + 1);
  }
  const years = world.rows("SELECT (taken_at - received_at) / 31000000000 FROM reports WHERE category = 'graffiti' ORDER BY received_at").flat();
  assert.deepEqual(years, [1, -1, 0], "the phone's clock is a claim, the server's is its own");
  assert.equal(world.count("reports"), begun + 3);
});

chapter("a phone that is locked says so", async () => {
  const anna = await joined();
  await anna.report("Müll");
  await anna.touch("Fertig");
  await anna.handIn();
  world.command("devices", "revoke", anna.label);
  await anna.report("Scherben");
  await anna.touch("Fertig");
  await anna.sees("Dieses Handy ist gesperrt. Bitte ruf im Büro an.");
});

chapter("the server is down: it waits, and goes out when the server is back", async () => {
  const anna = await joined();
  const before = world.count("reports");
  await world.stop();
  await anna.report("Licht aus");
  await anna.touch("Fertig");
  await anna.sees("Auf dem Handy gespeichert");
  await anna.touch("Mehr");
  await anna.touch("Abgabe");
  await anna.sees("Noch kein Netz.");
  await world.serve();
  await anna.touch("Noch einmal versuchen");
  await anna.page.getByText("Alles angekommen.").waitFor({ timeout: 30000 });
  assert.equal(world.count("reports"), before + 1);
});

chapter("the system freezes the page during a round: later checks count", async () => {
  const anna = await joined();
  await anna.touch("Runde");
  await anna.page.getByText("Nordrunde").tap();
  await anna.touch("Alles gut");
  await anna.sees("1 von 8 Orten geprüft");
  const cdp = await anna.context.newCDPSession(anna.page);
  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  await anna.touch("Alles gut");
  await anna.sees("2 von 8 Orten geprüft");
  await anna.page.reload();
  await anna.touch("Runde läuft");
  await anna.sees("2 von 8 Orten geprüft");
});

chapter("a browser that cannot keep anything says so", async () => {
  const anna = new Phone(world, { before: () => delete StorageManager.prototype.getDirectory });
  await anna.open();
  await anna.title("Dieses Handy ist zu alt");
  await anna.sees("Bitte frag im Büro nach einem anderen Handy.");
});

const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const WHATSAPP = "Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 WhatsApp/2.25";

chapter("where nothing would last, a link shows only the way and redeems nothing", async () => {
  const code = world.code("Handy aus dem Link");
  const before = world.count("devices");
  for (const [userAgent, title, step] of [
    [SAFARI, "So kommt die App auf das iPhone", "Wähle „Zum Home-Bildschirm“."],
    [WHATSAPP, "Öffne die Seite im Browser", "Wähle „Im Browser öffnen“."],
  ]) {
    const phone = new Phone(world, { userAgent });
    await phone.open(`/app/#enrol=${code}`);
    await phone.title(title);
    await phone.sees(step);
    assert.equal(await phone.page.getByLabel("Code eingeben").count(), 0);
  }
  assert.equal(world.count("devices"), before);

  const anna = new Phone(world);
  await anna.open(`/app/#enrol=${code}`);
  await until(async () => (await anna.page.getByLabel("Code eingeben").inputValue()) === code, "the code is filled in");
  await anna.touch("Los geht es");
  await anna.home();
  assert.equal(world.count("devices"), before + 1);
  assert.equal(new URL(anna.page.url()).hash, "", "the code does not stay in the address");
});
