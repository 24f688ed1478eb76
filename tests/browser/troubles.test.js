// What can be wrong with a phone, its browser and its network: a clear sentence, and nothing is lost.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { HERE, Phone } from "./phone.js";
import { chapters, until, World } from "./world.js";

const chapter = chapters(() => world, { linked: false });
let world;

before(async () => {
  world = await World.begin();
});
after(() => world.end());

/** Another phone. */
async function joined(label, options) {
  const phone = new Phone(world, options);
  await phone.open();
  await phone.enrol(world.code(label));
  return phone;
}

/** Ben's phone goes through most of it; each trouble begins at Home, with what he has saved so far. */
let bens;
async function home() {
  bens ??= await joined("Bens Handy");
  bens.stays = true;
  await bens.page.goto(`${world.url}/app/`);
  await bens.home();
  return bens;
}

const mine = async (phone) => Number((await phone.page.getByRole("button", { name: /^Meine Meldungen/ }).innerText()).match(/\d+/) ?? 0);

chapter("position denied: it is asked afterwards, and may stay open", async () => {
  const anna = await joined("Handy ohne Ort", { permissions: ["camera"], geolocation: undefined });
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

chapter("position rough or missing: it is asked afterwards", async () => {
  const ben = await home();
  await ben.context.setGeolocation({ ...HERE, accuracy: 500 });
  await ben.touch("Meldung");
  await ben.sees("Ort nur auf 500 m");
  await ben.shoot();
  await ben.touch("Müll");
  await ben.title("Wo ist es?");
  await ben.touch("Weiß nicht");
  await ben.title("Gespeichert");
  await ben.touch("Fertig");
  await ben.context.setGeolocation(null);
  await home();
  await ben.touch("Meldung");
  await ben.sees(/Ort fehlt|Ort wird gesucht/);
  await ben.shoot();
  await ben.touch("Tonne voll");
  await ben.title("Wo ist es?");
  await ben.touch("Weiß nicht");
  await ben.sees("Ort unbekannt");
  await ben.touch("Fertig");
  await ben.context.setGeolocation(HERE);
});

chapter("camera denied: the camera app is the way out", async () => {
  const anna = await joined("Handy ohne Erlaubnis", { camera: "denied", permissions: ["geolocation"] });
  await anna.touch("Meldung");
  await anna.sees("Die Kamera ist nicht erlaubt.");
  const chooser = await anna.chooser();
  await chooser.setFiles(await anna.photo());
  await anna.title("Was ist es?");
});

chapter("no camera, and then no space: the sentence says so, and what was saved stays", async () => {
  const anna = await joined("Volles Handy", { camera: "none" });
  const take = async (...photo) => {
    await anna.touch("Meldung");
    await anna.sees("Die Kamera geht gerade nicht.");
    const chooser = await anna.chooser();
    await chooser.setFiles(await anna.photo(...photo));
  };
  await take("navy");
  await anna.touch("Autowrack");
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
  await anna.touch("Autowrack");
  await anna.title("Gespeichert");
  await anna.touch("Fertig");
  await anna.handIn();
  assert.equal(world.count("reports WHERE category = 'abandoned_vehicle' AND received_at IS NOT NULL"), 2);
});

chapter("a second window: one holds the store, and the other may take over", async () => {
  const ben = await home();
  const first = ben.page;
  const before = await mine(ben);
  ben.watch(await ben.context.newPage());
  await ben.page.goto(`${world.url}/app/`);
  await ben.sees("Die App ist schon offen.");
  await ben.touch("Hier weitermachen");
  await ben.button(`Meine Meldungen: ${before}`).waitFor();
  await first.getByText("Die App ist schon offen.").waitFor();
  await ben.report("Scherben");
  await ben.touch("Fertig");
  await first.getByRole("button", { name: "Hier weitermachen" }).tap();
  await first.getByRole("button", { name: `Meine Meldungen: ${before + 1}` }).waitFor();
  await ben.sees("Die App ist schon offen.");
  await ben.page.close();
  ben.watch(first);
});

chapter("a clock that is wrong by a year: everything arrives, in the server's order", async () => {
  const anna = await new Phone(world, { bypassCSP: true }).open();
  const wrong = (off) => `const now = Date.now; Date.now = () => now() + ${off}; Date = class extends Date { constructor(...all) { all.length ? super(...all) : super(now() + ${off}); } };`;
  const begun = world.count("reports");
  await anna.enrol(world.code("Handy mit Uhr"));
  const year = 365 * 86400000;
  for (const [count, shift] of [year, -year].entries()) {
    await anna.inWorker(wrong(shift));
    await anna.page.reload();
    await anna.report("Graffiti");
    await anna.touch("Fertig");
    await anna.handIn();
    assert.equal(world.count("reports WHERE received_at IS NOT NULL AND category = 'graffiti'"), count + 1);
  }
  const years = world.rows("SELECT (taken_at - received_at) / 31000000000 FROM reports WHERE category = 'graffiti' ORDER BY received_at").flat();
  assert.deepEqual(years, [1, -1], "the phone's clock is a claim, the server's is its own");
  assert.equal(world.count("reports"), begun + 2);
});

chapter("the server is down: it waits, and goes out when the server is back", async () => {
  const ben = await home();
  await world.stop();
  await ben.report("Licht aus");
  await ben.touch("Fertig");
  await ben.sees("Auf dem Handy gespeichert");
  await ben.touch("Mehr");
  await ben.touch("Abgabe");
  await ben.sees("Noch kein Netz.");
  await world.serve();
  await ben.touch("Noch einmal versuchen");
  await ben.page.getByText("Alles angekommen.").waitFor({ timeout: 30000 });
  assert.equal(world.count("reports WHERE category = 'street_light'"), 1);
});

chapter("the system freezes the page for twenty minutes: a gap and no line, later checks count", async () => {
  // The device tells a position when the test says so, at a time that the test says.
  const ben = await joined("Handy auf Runde", { before: () => {
    window.went = 0;
    navigator.geolocation.watchPosition = (tell) => ((window.step = (lat, lon, seconds) => {
      window.went += seconds * 1000;
      tell({ coords: { latitude: lat, longitude: lon, accuracy: 6 }, timestamp: Date.now() + window.went });
    }), 1);
    navigator.wakeLock.request = () => Promise.reject(new DOMException("", "NotAllowedError"));
  } });
  const walk = async (from) => {
    for (let n = 0; n < 12; n++) await ben.page.evaluate(([n]) => step(51.6005 + n * 1e-4, 7.3006, 8), [from + n]);
  };
  await ben.touch("Runde");
  await ben.page.getByText("Nordrunde").tap();
  await walk(0);
  await ben.touch("Alles gut");
  await ben.sees("1 von 8 Orten geprüft");
  await ben.touch("Handy in die Tasche");
  await ben.sees("Das Handy kann ausgehen.");
  await ben.touch("Aufwachen");
  await ben.touch("Ja, aufwachen");
  const cdp = await ben.context.newCDPSession(ben.page);
  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  await ben.page.evaluate(() => (window.went += 20 * 60_000));
  await walk(40);
  await ben.touch("Alles gut");
  await ben.sees("2 von 8 Orten geprüft");
  await ben.page.goto(`${world.url}/app/`);
  await ben.touch("Runde läuft");
  await ben.sees("2 von 8 Orten geprüft");
  await ben.touch("Runde beenden");
  await ben.touch("Ja, beenden");
  await ben.page.getByText("Alles angekommen.").waitFor({ timeout: 40000 });
  await ben.touch("Fertig");
  await ben.touch("Mehr");
  await ben.touch("Mein Weg");
  await ben.page.locator("main > .card.row").first().tap();
  await until(async () => (await ben.page.locator("main svg polyline").count()) === 2, "two lines, and nothing between them");
});

chapter("nobody has to think of sending: a report goes out when its screen is left", async () => {
  const ben = await home();
  await ben.handIn();
  await ben.report("Spielgerät");
  await ben.touch("Fertig");
  await until(() => world.count("reports WHERE category = 'play_equipment' AND received_at IS NOT NULL") === 1, "it arrives by itself");
});

chapter("a phone that is locked says so", async () => {
  const ben = await home();
  world.command("devices", "revoke", "Bens Handy");
  await ben.report("Grün");
  await ben.touch("Fertig");
  await ben.sees("Dieses Handy ist gesperrt. Bitte ruf im Büro an.");
  assert.equal(world.count("reports WHERE category = 'greenery'"), 0);
});

chapter("the server has moved on: the app says that it is too old, and what waits goes out once it is new", async () => {
  const anna = await new Phone(world, { bypassCSP: true }).open();
  await anna.enrol(world.code("Altes Programm"));
  const before = world.count("reports");
  await anna.inWorker(`const real = fetch;
    self.fetch = (url, { headers, ...options }) => real(url, { ...options, headers: { ...Object.fromEntries(headers), "kuemmerer-protocol": "0" } });`);
  await anna.page.reload();
  await anna.report("Müll");
  await anna.touch("Fertig");
  await anna.sees("Diese App ist zu alt. Bitte öffne sie neu.");
  assert.equal(world.count("reports"), before);
  await anna.inWorker("");
  await anna.page.reload();
  await until(() => world.count("reports WHERE received_at IS NOT NULL") > 0 && world.count("reports") === before + 1, "it arrives");
});

chapter("a phone without a voice says that it cannot read aloud", async () => {
  const anna = await joined("Stummes Handy", { before: () => (speechSynthesis.getVoices = () => [{ lang: "fr-FR" }]) });
  await anna.touch("Vorlesen");
  await anna.sees("Dieses Handy kann nicht vorlesen.");
  await anna.touch("Verstanden");
  await anna.page.getByText("Dieses Handy kann nicht vorlesen.").waitFor({ state: "detached" });
});

chapter("a browser that cannot keep anything says so", async () => {
  const anna = new Phone(world, { before: () => delete StorageManager.prototype.getDirectory });
  await anna.open();
  await anna.title("Dieses Handy ist zu alt");
  await anna.sees("Bitte frag im Büro nach einem anderen Handy.");
});

chapter("the battery is almost empty: it says so, and that nothing is lost; charging, it is quiet", async () => {
  const anna = await joined("Leeres Handy", { before: () => {
    const battery = (window.battery = Object.assign(new EventTarget(), { level: 0.12, charging: false }));
    navigator.getBattery = () => Promise.resolve(battery);
  } });
  await anna.sees("Der Akku ist fast leer.");
  await anna.sees("Deine Meldungen bleiben da.");
  await anna.page.evaluate(() => {
    battery.charging = true;
    battery.dispatchEvent(new Event("chargingchange"));
  });
  await anna.page.getByText("Der Akku ist fast leer.").waitFor({ state: "detached" });
});

chapter("a private window whose browser keeps nothing says so", async () => {
  const anna = await new Phone(world, { bypassCSP: true }).open("/app/icon.svg");
  await anna.inWorker('StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException("", "SecurityError"));');
  await anna.page.goto(`${world.url}/app/`);
  await anna.sees("Bist du im privaten Modus?");
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
