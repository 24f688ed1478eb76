// What a report can have besides its photo: black blocks in it, and a voice.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Phone } from "./phone.js";
import { chapters, until, World } from "./world.js";

let world;
const chapter = chapters(() => world, { linked: false });
before(async () => (world = await World.begin()));
after(() => world.end());

async function ready(options) {
  const phone = new Phone(world, options);
  await phone.open();
  await phone.enrol(world.code(`Handy ${world.phones.length}`));
  return phone;
}

/** The bytes of the newest attachment as the server keeps them. */
function kept(role) {
  const [[hash]] = world.rows(`SELECT lower(hex(blob)) FROM attachments WHERE role = '${role}' ORDER BY id DESC LIMIT 1`);
  const folder = join(world.data, "attachments/blobs", hash.slice(0, 2));
  return readFileSync(join(folder, readdirSync(folder).find((name) => hash.endsWith(name))));
}

const arrived = (role) => until(() => world.count(`attachments WHERE role = '${role}' AND received_at IS NOT NULL`) > 0, `a ${role} has arrived`);

/** Red, green and blue of a photo's points, given as parts of width and height. */
const pixels = (page, jpeg, points) =>
  page.evaluate(async ([base64, points]) => {
    const image = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${base64}`)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return points.map(([x, y]) => [...context.getImageData(x * image.width, y * image.height, 1, 1).data.slice(0, 3)]);
  }, [jpeg.toString("base64"), points]);

chapter("a face is blacked out by a finger and by keys, survives a kill, and arrives black", async () => {
  const phone = await ready();
  await phone.keptForOffline();
  await phone.offline();
  await phone.report("Graffiti");
  await phone.touch("Gesicht weg");
  const photo = phone.page.locator(".photo");
  await photo.locator("img").waitFor();
  await phone.page.waitForFunction(() => !("fresh" in document.body.dataset));
  const box = await photo.boundingBox();
  const tap = (x, y) => phone.page.touchscreen.tap(box.x + x * box.width, box.y + y * box.height);
  await tap(0.9, 0.85);
  await phone.sees("Eine Stelle wird schwarz.");
  await tap(0.92, 0.87);
  await phone.sees("Noch ist nichts schwarz.");
  await tap(0.3, 0.3);
  // The last place, by the keyboard alone.
  await phone.page.locator(".places button").last().focus();
  await phone.page.keyboard.press("Enter");
  await phone.sees("2 Stellen werden schwarz.");
  assert.equal(await phone.page.locator(".places button").last().getAttribute("aria-pressed"), "true");
  await phone.touch("Fertig");
  await phone.title("Gespeichert");
  await phone.kill();
  await phone.open();
  await phone.home();
  await arrived("photo");
  const outside = new Phone(world);
  await outside.open("/health");
  const [first, last, middle] = await pixels(outside.page, kept("photo"), [[0.3, 0.3], [0.95, 0.95], [0.6, 0.5]]);
  assert.ok([...first, ...last].every((it) => it < 8), `${first} ${last}`);
  assert.ok(middle.some((it) => it > 30), `${middle}`);
});

/** The office's page of the newest report, as staff see it. */
async function office(chapter) {
  const name = `eva-${chapter}`;
  world.user(name, "ein langes Passwort");
  const staff = new Phone(world, { viewport: { width: 1200, height: 900 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 });
  await staff.open("/office/login");
  await staff.page.locator("input[name=name]").fill(name);
  await staff.page.locator("input[type=password]").fill("ein langes Passwort");
  await staff.page.keyboard.press("Enter");
  await staff.page.waitForURL((url) => !url.pathname.endsWith("/login"));
  return staff;
}

chapter("a voice is recorded, outlives a kill, is heard again, joins the report, and the office plays it", async () => {
  const phone = await ready();
  await phone.report("Graffiti");
  await phone.touch("Sprechen");
  await phone.title("Aufnahme");
  await phone.touch("Sprechen");
  await phone.sees("Noch 58 Sekunden");
  await phone.touch("Stopp");
  await phone.sees("Aufgenommen.");
  await phone.kill();
  await phone.open();
  await phone.home();
  await phone.sees("Deine Sprachnachricht ist noch da.");
  await phone.touch("Weiter");
  await phone.sees("Aufgenommen.");
  await phone.page.evaluate(() => {
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
      this.addEventListener("timeupdate", () => (self.heard = this.currentTime));
      return play.call(this);
    };
  });
  await phone.touch("Anhören");
  await phone.page.waitForFunction(() => self.heard > 0.2);
  await phone.touch("Speichern");
  await phone.home();
  await arrived("voice");
  const sound = kept("voice");
  assert.equal(sound.subarray(0, 4).toString("hex"), "1a45dfa3");
  assert.ok(sound.length < 20000, `${sound.length} bytes for two seconds`);
  world.oracle();

  const [[report, attachment]] = world.rows("SELECT lower(hex(report)), lower(hex(id)) FROM attachments WHERE role = 'voice'");
  const staff = await office("voice");
  const uuid = (hex) => hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  await staff.page.goto(`${world.url}/office/reports/${uuid(report)}`);
  const heard = await staff.page.locator("audio").first().evaluate(async (audio) => {
    audio.muted = true;
    await audio.play();
    await new Promise((resolve) => audio.addEventListener("timeupdate", () => audio.currentTime > 0.2 && resolve()));
    return audio.currentTime;
  });
  assert.ok(heard > 0.2);
  const answer = await staff.context.request.get(`${world.url}/office/attachments/${uuid(attachment)}`);
  const told = [answer.status(), answer.headers()["content-type"], answer.headers()["x-content-type-options"]];
  assert.deepEqual(told, [200, "audio/webm", "nosniff"]);
});

chapter("leaving the screen stops the recording and keeps what was said", async () => {
  const phone = await ready();
  await phone.report("Graffiti");
  await phone.touch("Sprechen");
  await phone.touch("Sprechen");
  await phone.sees("Noch 58 Sekunden");
  await phone.touch("Zurück");
  await phone.title("Gespeichert");
  await phone.touch("Fertig");
  await phone.sees("Deine Sprachnachricht ist noch da.");
  await phone.touch("Weiter");
  await phone.sees("Aufgenommen.");
});

chapter("an idea is spoken, deleted, spoken again, and stops by itself after a minute", async () => {
  const phone = await ready();
  await phone.touch("Idee");
  await phone.page.locator("textarea").fill("Eine Bank.");
  await phone.touch("Sprechen");
  await phone.title("Aufnahme");
  await phone.touch("Sprechen");
  await phone.sees("Noch 59 Sekunden");
  await phone.touch("Stopp");
  await phone.touch("Aufnahme löschen");
  await phone.touch("Sprechen");
  await phone.page.getByText("Aufgenommen.").waitFor({ timeout: 90000 });
  await phone.touch("Speichern");
  await phone.title("Gespeichert");
  await phone.sees("Eine Sprachnachricht ist dabei.");
  await phone.touch("Fertig");
  await until(() => world.count("attachments WHERE role = 'voice' AND received_at IS NOT NULL AND report IN (SELECT id FROM reports WHERE category = 'suggestion')") === 1, "the idea has arrived");
  const size = kept("voice").length;
  assert.ok(size > 50000 && size < 300000, `${size} bytes for a minute`);
});

chapter("what waits is handed over as a file, and arrives once though the phone comes back", async () => {
  const phone = await ready();
  await phone.offline();
  await phone.report("Müll");
  await phone.touch("Fertig");
  await phone.home();
  await phone.touch("Mehr");
  await phone.touch("Einstellungen");
  const saved = phone.page.waitForEvent("download");
  await phone.touch("Datei speichern");
  const file = join(world.folder, "handed-over.bin");
  await (await saved).saveAs(file);
  await phone.sees(/^Datei .?1.? von .?1.? ist gespeichert\.$/u);
  const before = world.count("reports");
  const [taken] = world.command("take", file);
  assert.deepEqual([taken.stored, taken.attachments, taken.parked, taken.refused], [3, 1, 0, 0]);
  assert.equal(world.count("reports"), before + 1);
  assert.deepEqual(world.command("take", file), [taken]);
  await phone.touch("Zurück");
  await phone.touch("Zurück");
  await phone.offline(false);
  await phone.handIn();
  assert.equal(world.count("reports"), before + 1);
  world.oracle();
});

chapter("without a microphone one can still write, and try again", async () => {
  const phone = await ready({ before: () => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"))) });
  await phone.touch("Idee");
  await phone.touch("Sprechen");
  await phone.touch("Sprechen");
  await phone.sees("Das Mikrofon ist nicht erlaubt.");
  await phone.touch("Lieber schreiben");
  await phone.title("Idee");
});
