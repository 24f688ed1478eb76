// A thing that is lent: the check list, the mark, and what everybody sees where two phones took it without a network.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Office, Pocket } from "./office.js";
import { Phone } from "./phone.js";
import { chapters, ROOT, World } from "./world.js";

let world, phone, ben;
before(async () => (world = await World.begin()));
after(() => world.end());
const chapter = chapters(() => world);

async function picture(name) {
  const folder = join(ROOT, ".cache/screens/lending");
  mkdirSync(folder, { recursive: true });
  await phone.page.screenshot({ path: join(folder, `${name}.png`) });
}

const unticked = () => phone.page.getByRole("checkbox", { checked: false });

chapter("only once everything is ticked the rickshaw can be taken, also without a network", async () => {
  phone = new Phone(world);
  phone.stays = true;
  await phone.open();
  await phone.enrol(world.code("Handy Anna"));
  ben = new Pocket(world, { name: "Handy Ben", person: "Ben" });
  await phone.keptForOffline();
  await phone.offline();
  await phone.touch("Mehr");
  await phone.touch("Ausleihen");
  await phone.sees("Ist frei");
  await phone.page.getByText("E-Rikscha").tap();
  await phone.sees("Bremsen gehen");
  await picture("to-check");
  for (let lines = 5; lines > 0; lines--) {
    assert.ok(await phone.page.getByRole("button", { name: "Ausleihen", exact: true }).isDisabled(), `${lines} lines to go`);
    await unticked().first().tap();
  }
  await picture("checked");
  await phone.touch("Ausleihen");
  await phone.sees("Dieses Handy hat es");
  await picture("list");
});

chapter("another phone took it, too: both say so, and so does the office", async () => {
  ben.run("lend", "e-rikscha");
  ben.sync();
  await phone.offline(false);
  await phone.touch(phone.texts.back);
  await phone.touch(phone.texts.back);
  await phone.home();
  await phone.sees("E-Rikscha: Zwei Handys haben das.");
  await picture("home-twice");
  ben.sync();
  assert.equal(ben.run("things").holder, "both");

  const kaya = await Office.open(world);
  await kaya.to("/office/");
  assert.match(await kaya.page.locator("main").innerText(), /Zweimal ausgeliehen/);
  await kaya.picture("todo-lent");
  await kaya.page.locator("main").getByRole("link", { name: "Klären", exact: true }).click();
  await kaya.page.getByText("Mehr als ein Handy hat das.").waitFor();
  assert.deepEqual(await kaya.violations(), []);
  await kaya.picture("thing");
  const row = kaya.page.locator("li", { hasText: "Handy Ben" });
  await row.getByRole("button", { name: "Ist zurück" }).click();
  await kaya.page.getByText("Gilt als zurückgegeben.").waitFor();
  await kaya.to("/office/chores");
  assert.deepEqual(await kaya.violations(), []);
  await kaya.picture("chores");
  await kaya.close();
  ben.sync();
  assert.equal(ben.run("things").holder, "elsewhere");
});

chapter("it is given back after one more look at the list", async () => {
  await phone.page.reload();
  await phone.page.getByText("Ausgeliehen:").tap();
  for (let lines = 5; lines > 0; lines--) await unticked().first().tap();
  await phone.touch("Zurückgeben");
  await phone.button("Meldung").waitFor();
  await phone.touch("Runde");
  await phone.sees("Höfe im Nordviertel ansehen.");
  await picture("round-chores");
  await phone.touch("Erledigt");
  await phone.sees("Erledigt");
});
