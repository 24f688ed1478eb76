// How many touches something takes, from Home to where it is saved, and how long on a slow phone.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Phone } from "./phone.js";
import { chapters, World } from "./world.js";

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

/** Two taps of one impatient thumb, on the same spot. */
async function twice(name, gap) {
  const button = anna.button(name);
  await button.tap({ trial: true });
  const { x, y, width, height } = await button.boundingBox();
  const tap = () => anna.page.touchscreen.tap(x + width / 2, y + height / 2);
  const first = tap();
  await new Promise((resolve) => setTimeout(resolve, gap));
  await Promise.all([first, tap()]);
  // What the second one started would be there by then.
  await new Promise((resolve) => setTimeout(resolve, 500));
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

chapter("a hazard takes two, a talk and a visit three", async () => {
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
  const visit = await counted(3, async () => {
    await anna.touch("Gespräch");
    await anna.touch("Schule");
    await anna.touch("Gesprochen");
    await anna.title("Gespeichert");
  });
  assert.equal(visit, 3);
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
  await anna.handIn();
});

for (const gap of [0, 250]) {
  chapter(`two taps on shutter and category, ${gap} ms apart, make one photo and one report`, async () => {
    const before = { reports: world.count("reports"), photos: world.count("attachments") };
    await anna.touch("Meldung");
    await anna.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
    await twice("Auslösen", gap);
    await anna.title("Was ist es?");
    await twice("Müll", gap);
    await anna.title("Gespeichert");
    await anna.touch("Fertig");
    await anna.handIn();
    assert.equal(world.count("reports"), before.reports + 1);
    assert.equal(world.count("attachments"), before.photos + 1);
  });

  chapter(`two taps on a danger and on an outcome, ${gap} ms apart, save one each`, async () => {
    const before = { reports: world.count("reports"), talks: world.count("facts WHERE kind = 'contact'") };
    await anna.touch("Gefahr");
    await twice("Spritze", gap);
    await anna.sees("Nicht anfassen.");
    await anna.touch("Fertig");
    await anna.touch("Gespräch");
    await anna.touch("Kinder");
    await twice("Noch offen", gap);
    await anna.title("Gespeichert");
    await anna.touch("Fertig");
    await anna.handIn();
    assert.equal(world.count("reports"), before.reports + 1);
    assert.equal(world.count("facts WHERE kind = 'contact'"), before.talks + 1);
  });
}
