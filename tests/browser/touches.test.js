// How many touches something takes, from Home to where it is saved, and how long on a slow phone.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chapters, Phone, until, World } from "./world.js";

/** What a person needs for one touch, in milliseconds. */
const THUMB = 1500;

const chapter = chapters(() => world);
let world, anna;

before(async () => {
  world = await World.begin();
  anna = new Phone(world);
});
after(() => world.end());

async function counted(most, walk) {
  await anna.home();
  anna.touches = 0;
  await walk();
  assert.ok(anna.touches <= most, `${anna.touches} touches, ${most} are allowed`);
  return anna.touches;
}

/** Two taps of one impatient thumb. */
async function twice(name) {
  const { x, y, width, height } = await anna.button(name).boundingBox();
  const [left, top] = [x + width / 2, y + height / 2];
  await Promise.all([anna.page.touchscreen.tap(left, top), anna.page.touchscreen.tap(left, top)]);
}

const mine = (count) => anna.button(`Meine Meldungen: ${count}`).waitFor();

chapter("a report takes three touches", async () => {
  await anna.open();
  await anna.enrol();
  const touches = await counted(4, () => anna.report("Sperrmüll"));
  assert.equal(touches, 3);
  await anna.touch("Fertig");
  await mine(1);
});

chapter("a hazard takes two, a talk three", async () => {
  const hazard = await counted(3, async () => {
    await anna.touch("Gefahr");
    await anna.touch("Giftig");
    await anna.sees("Nicht anfassen.");
  });
  assert.equal(hazard, 2);
  await anna.touch("Fertig");
  const talk = await counted(3, async () => {
    await anna.touch("Gespräch");
    await anna.touch("Sauberkeit");
    await anna.touch("Geholfen");
    await anna.title("Gespeichert");
  });
  assert.equal(talk, 3);
  await anna.touch("Fertig");
  await mine(2);
});

chapter("a stop check takes one touch", async () => {
  await anna.touch("Runde");
  await anna.page.getByText("Nordrunde").tap();
  await anna.title("Nordrunde");
  anna.touches = 0;
  await anna.touch("Alles gut");
  await anna.sees("1 von 8 Orten geprüft");
  assert.equal(anna.touches, 1);
  await anna.touch("Zurück");
});

chapter("on a phone four times as slow a report is saved within 20 seconds", async (t) => {
  const slow = await anna.context.newCDPSession(anna.page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const begun = Date.now();
  const touches = await counted(4, () => anna.report("Scherben"));
  const took = Date.now() - begun + touches * THUMB;
  t.diagnostic(`a report on a slow phone: ${(took / 1000).toFixed(1)} s, ${touches} touches of ${THUMB} ms included`);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  assert.ok(took <= 20000, `${took} ms`);
  await anna.touch("Fertig");
  await mine(3);
});

chapter("two taps on a category save one report", async () => {
  await anna.touch("Meldung");
  await anna.shoot();
  await anna.button("Müll").waitFor();
  await twice("Müll");
  await anna.title("Gespeichert");
  await anna.touch("Fertig");
  await mine(4);
});

chapter("two taps on the shutter take one photo", async () => {
  await anna.touch("Meldung");
  await anna.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
  await twice("Auslösen");
  // The second tap may fall on the next screen, where it must not choose what it is.
  await anna.title("Was ist es?");
  await anna.touch("Straße");
  await anna.title("Gespeichert");
  await anna.touch("Fertig");
  await mine(5);
});

chapter("two taps on a danger, an outcome and a stop save each once", async () => {
  await anna.touch("Gefahr");
  await anna.button("Spritze").waitFor();
  await twice("Spritze");
  await anna.sees("Nicht anfassen.");
  await anna.touch("Fertig");
  await mine(6);
  await anna.touch("Gespräch");
  await anna.touch("Kinder");
  await anna.button("Noch offen").waitFor();
  await twice("Noch offen");
  await anna.title("Gespeichert");
  await anna.touch("Fertig");
  await anna.handIn();

  assert.equal(world.count("reports"), 6);
  assert.equal(world.count("attachments"), 4);
  await until(() => world.count("facts WHERE kind = 'contact'") >= 2, "both talks are there");
  assert.equal(world.count("facts WHERE kind = 'contact'"), 2);
});
