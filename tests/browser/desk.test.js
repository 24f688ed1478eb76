// The review desk: what needs a person is worked empty.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Office, Pocket } from "./office.js";
import { chapters, World } from "./world.js";

let world, office;
before(async () => {
  world = await World.begin();
  const anna = new Pocket(world);
  anna.run("report", "--category", "needles", "--at", "51.6005,7.3006,8");
  anna.sync();
  office = await Office.open(world);
});
after(() => world.end());
const chapter = chapters(() => world);

chapter("a hazard that nobody has confirmed stands first", async () => {
  await office.to("/office/");
  await office.page.getByText("Dringend, nicht bestätigt", { exact: true }).waitFor();
  assert.deepEqual(await office.violations(), []);
  assert.deepEqual(office.errors, []);
});
