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
