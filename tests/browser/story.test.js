// A day of anna's: without a network, with a phone that is killed in the worst moments, until the answer of EDG is back.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM, Phone } from "./phone.js";
import { answerLinks, chapters, until, World } from "./world.js";

const chapter = chapters(() => world);
let world, anna, ben;

before(async () => {
  world = await World.begin();
  anna = new Phone(world);
  ben = new Phone(world, { camera: "none" });
});
after(() => world.end());

/** Saved so far; the server has to have them all in the end, and nothing else. */
const saved = { reports: 0, photos: 0, facts: 0 };

const arrived = () => world.count("reports WHERE received_at IS NOT NULL");

chapter("anna joins with a typed code and goes out without a network", async () => {
  await anna.open();
  await anna.enrol(world.code("Handy 1"));
  await anna.touch("Mehr");
  await anna.touch("Wer bist du?");
  await anna.touch("Anna");
  await anna.title("Hallo, Anna!");
  await anna.keptForOffline();
  await anna.offline();

  await anna.touch("Runde");
  await anna.page.getByText("Nordrunde").tap();
  await anna.title("Nordrunde");
  await anna.touch("Alles gut");
  await anna.sees("1 von 8 Orten geprüft");
  await anna.touch("Kein Zugang");
  await anna.sees("2 von 8 Orten geprüft");
  saved.facts += 2;
  await anna.touch("Zurück");
  await anna.button("Runde läuft").waitFor();
});

chapter("a report through the viewfinder is saved, and says that it waits", async () => {
  await anna.report("Sperrmüll");
  await anna.sees("Marktplatz");
  await anna.touch("Fertig");
  await anna.sees("Auf dem Handy gespeichert");
  await anna.sees("Geht raus, wenn Netz da ist.");
  saved.reports += 1;
  saved.photos += 1;
});

chapter("the browser is killed between shutter and category: the photo is still there", async () => {
  await anna.touch("Meldung");
  await anna.shoot();
  await anna.title("Was ist es?");
  await anna.kill();

  anna.options.offline = true;
  await anna.open();
  await anna.sees("Dein Foto ist noch da.");
  await anna.button("Runde läuft").waitFor();
  await anna.button("Meine Meldungen: 1").waitFor();
  await anna.touch("Was ist es?");
  await anna.touch("Müll");
  await anna.title("Gespeichert");
  saved.reports += 1;
  saved.photos += 1;
});

chapter("the browser is killed on the saved screen: saved is saved", async () => {
  await anna.kill();
  await anna.open();
  await anna.button("Meine Meldungen: 2").waitFor();
  assert.equal(await anna.page.getByText("Dein Foto ist noch da.").count(), 0, "the draft became the report");
});

chapter("the page is killed while the viewfinder is open: nothing was taken, nothing is lost", async () => {
  await anna.touch("Meldung");
  await anna.button("Auslösen").waitFor();
  await anna.crash();
  await anna.button("Meine Meldungen: 2").waitFor();
  assert.equal(await anna.page.getByText("Das Foto fehlt.").count(), 0, "there was none");
  await anna.report("Scherben");
  await anna.touch("Fertig");
  saved.reports += 1;
  saved.photos += 1;
});

chapter("a hazard needs no photo and no network", async () => {
  await anna.touch("Gefahr");
  await anna.touch("Spritze");
  await anna.sees("Nicht anfassen.");
  await anna.sees("Bitte anrufen.");
  await anna.touch("Fertig");
  await anna.sees("Noch nicht gesendet. Bitte anrufen.");
  saved.reports += 1;
});

chapter("a talk is kept without a name", async () => {
  await anna.touch("Gespräch");
  await anna.touch("Nachbarn");
  await anna.touch("Zugehört");
  await anna.title("Gespeichert");
  await anna.touch("Fertig");
  saved.facts += 1;
});

chapter("ben's browser has no camera: the camera app takes the photo", async () => {
  await ben.open();
  await ben.enrol(world.code("Handy 2"));
  await ben.keptForOffline();
  await ben.offline();
  await ben.touch("Meldung");
  const chooser = await ben.chooser();
  await chooser.setFiles(await ben.photo());
  await ben.touch("Tonne voll");
  await ben.title("Gespeichert");
  await ben.touch("Fertig");
  saved.reports += 1;
  saved.photos += 1;
});

chapter("the page is killed while the camera app is open: the missing photo is said", async () => {
  await ben.touch("Meldung");
  await ben.chooser();
  await ben.crash();
  await ben.sees("Das Foto fehlt.");
  await ben.button("Meine Meldungen: 1").waitFor();
  await ben.touch("Noch einmal");
  const chooser = await ben.chooser();
  // A picture that is no JPEG becomes one.
  await chooser.setFiles({ name: "wand.png", mimeType: "image/png", buffer: await ben.page.screenshot() });
  await ben.touch("Graffiti");
  await ben.title("Gespeichert");
  await ben.touch("Fertig");
  await ben.button("Meine Meldungen: 2").waitFor();
  assert.equal(await ben.page.getByText("Das Foto fehlt.").count(), 0, "it is there now");
  saved.reports += 1;
  saved.photos += 1;
});

chapter("without a network nothing went out", () => {
  assert.equal(world.count("reports"), 0);
  assert.equal(world.count("facts"), 0);
});

chapter("back in the net everything arrives, once", async () => {
  await anna.touch("Runde läuft");
  await anna.touch("Runde beenden");
  await anna.touch("Ja, beenden");
  saved.facts += 1;
  await anna.title("Abgabe");
  await anna.sees("Noch kein Netz.");
  await anna.offline(false);
  await anna.page.getByText("Alles angekommen.").waitFor({ timeout: 40000 });
  await anna.touch("Fertig");
  await ben.offline(false);
  await ben.handIn();

  assert.equal(world.count("reports"), saved.reports);
  assert.equal(arrived(), saved.reports);
  assert.equal(world.count("attachments WHERE blob IS NOT NULL"), saved.photos);
  assert.equal(world.count("attachments"), saved.photos);
  assert.equal(world.count("attachments WHERE sealed"), 0, "every picture could be read");
  assert.equal(world.count("facts"), saved.facts);
  assert.equal(world.count("quarantine"), 0);
  assert.deepEqual(world.rows("SELECT category, count(*) FROM reports GROUP BY 1 ORDER BY 1"), [
    ["broken_glass", 1], ["graffiti", 1], ["illegal_dumping", 1], ["litter", 1], ["needles", 1], ["overfull_container", 1],
  ]);
  assert.deepEqual(world.rows("PRAGMA integrity_check"), [["ok"]]);
});

chapter("EDG gets a mail, and answers by its link", async () => {
  world.command("digest", "--now");
  const [digest, ...more] = world.sent("meldungen@edg.example.org");
  assert.ok(digest, "there is a mail");
  assert.equal(more.length, 0, "one for all");
  assert.match(world.oracle(), /0 lost, 0 doubled, 0 faults/);

  const number = world.rows("SELECT number FROM reports WHERE category = 'illegal_dumping'")[0][0];
  const desk = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  const page = await desk.newPage({ locale: "de-DE" });
  for (const link of answerLinks(digest)) {
    await page.goto(link);
    if (await page.getByText(number).count()) break;
  }
  await page.getByText("Notiz, Foto oder Kürzel dazu").click();
  await page.getByLabel("Notiz (freiwillig)").fill("Wir haben das Sofa geholt.");
  await page.getByRole("button", { name: "„Erledigt“ speichern" }).last().click();
  await page.getByText("Ihre Antwort: Erledigt").waitFor();
  await desk.close();
});

chapter("anna reads the answer on Home and in the story of the report", async () => {
  await anna.page.reload();
  await anna.sees("Erledigt. Danke!");
  await anna.sees("Wir haben das Sofa geholt.");
  await anna.page.getByText("Wir haben das Sofa geholt.").tap();
  await anna.title("Sperrmüll");
  await anna.sees("Wir haben das Sofa geholt.");
  await anna.sees("die EDG");
  await anna.sees("EDG: Erledigt");
  await anna.touch("Zurück");
  await anna.touch("Gelesen");
  await until(async () => (await anna.page.getByText("Erledigt. Danke!").count()) === 0, "what was read is gone from Home");
  assert.deepEqual(await anna.page.getByText("Noch nicht gesendet").count(), 0);
});
