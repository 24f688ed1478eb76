// Every kind of mail: mail programs understand it, and it can be read in every width and dress.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { letters, misunderstood, Reader, SCHEMES, shown, WIDTHS } from "./mails.js";
import { Pocket } from "./office.js";
import { World } from "./world.js";

const LETTERS = letters();

test("there are mails to look at", () => {
  for (const name of ["digest", "urgent", "urgent_late", "thirty_one", "open_list", "digest_with_open_list"]) assert.ok(LETTERS.has(name), name);
});

test("mail programs understand all of it: Outlook on Windows, Outlook.com, Gmail, Apple Mail", async () => {
  for (const [name, html] of LETTERS) assert.deepEqual(await misunderstood(html), [], name);
});

test("so it is with a mail that a server sent, and its picture is there", async () => {
  const world = await World.begin();
  const reader = await Reader.open();
  try {
    const shot = join(world.folder, "photo.jpg");
    await reader.read('<!doctype html><body style="background:#7a9a6a"><h1>Sofa</h1></body>', 800, "light");
    writeFileSync(shot, await reader.page.screenshot({ type: "jpeg" }));
    const anna = new Pocket(world);
    anna.run("report", "--category", "litter", "--at", "51.6005,7.3006,8", "--photo", shot);
    anna.sync();
    world.command("digest", "--now");
    const [mail] = world.sent("edg");
    assert.deepEqual(await misunderstood(shown(mail)), []);
    await reader.read(shown(mail), 600, "dark");
    assert.deepEqual(await reader.violations(), []);
    const widths = await reader.page.evaluate(() => [...document.images].map((image) => image.naturalWidth));
    assert.deepEqual(widths, [240]);
  } finally {
    await reader.close();
    await world.end();
  }
});

test("the checker would notice", async () => {
  const round = '<!doctype html><html lang="de"><body><p style="border-radius:8px">x</p></body></html>';
  assert.deepEqual(await misunderstood(round), ["`border-radius` is not supported by `outlook.windows`"]);
});

test("no link leads elsewhere than to a page", () => {
  for (const [name, html] of LETTERS) {
    for (const [, link] of html.matchAll(/(?:href|src)="([^"]*)"/g)) assert.match(link, /^(https:|cid:)/, name);
  }
});

test("each can be read at every width, in light and dark, and by a screen reader", async () => {
  const reader = await Reader.open();
  try {
    for (const [name, html] of LETTERS) {
      for (const width of WIDTHS) {
        for (const scheme of SCHEMES) {
          await reader.read(html, width, scheme);
          const where = `${name}, ${width}, ${scheme}`;
          assert.equal(await reader.overflow(), 0, `${where}: nothing is cut off`);
          if (width === WIDTHS[0]) assert.deepEqual(await reader.violations(), [], where);
        }
      }
    }
  } finally {
    await reader.close();
  }
});
