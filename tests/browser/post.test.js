// Mail that does not go out: staff are told once, see what waits and why, and try again at a press.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Office, Pocket } from "./office.js";
import { chapters, until, World } from "./world.js";

let world, staff;
before(async () => {
  world = await World.begin();
  // Mails are files here: where their folder should be lies something else.
  writeFileSync(world.mails, "");
  const anna = new Pocket(world);
  for (const [category, at] of [["needles", "51.6075,7.2970,8"], ["litter", "51.6005,7.3006,8"], ["path_damage", "51.5923,7.2873,8"]]) anna.run("report", "--category", category, "--at", at);
  anna.sync();
  staff = await Office.open(world, "reviewer");
});
after(() => world.end());
const chapter = chapters(() => world);

/** Changes rows while the server runs. */
function sql(statement) {
  const run = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=10); db.execute(sys.argv[2]); db.commit()";
  execFileSync("python3", ["-c", run, join(world.data, "kuemmerer.db"), statement]);
}

async function sound(what) {
  assert.deepEqual(await staff.violations(), [], what);
  assert.equal(await staff.overflow(), 0, `${what} is too wide`);
}

chapter("a failure of minutes alarms nobody; the page says what happens", async () => {
  await until(() => world.count("trouble") === 1, "the way is closed");
  await staff.to("/office/");
  assert.equal(await staff.page.getByText("Die Post geht nicht hinaus").count(), 0);
  await staff.to("/office/mail");
  await staff.page.getByText("Die Post geht nicht hinaus").waitFor();
  await staff.page.getByText("Die E-Mail lässt sich nicht ablegen.").first().waitFor();
  await sound("the page");
});

chapter("after a day it stands in Zu tun, once, and leads to the page", async () => {
  sql("UPDATE trouble SET since = since - 90000000");
  await staff.to("/office/");
  assert.equal(await staff.page.getByText("Die Post geht nicht hinaus").count(), 1);
  await sound("Zu tun");
  await staff.picture("post-todo");
  await staff.page.getByRole("link", { name: "Zur Post" }).click();
  await staff.page.waitForURL(/office\/mail$/);
  await staff.picture("post-closed");
});

chapter("one press tries again, and what waited goes out once", async () => {
  rmSync(world.mails);
  await staff.page.getByRole("button", { name: "Jetzt versuchen" }).click();
  await staff.page.getByText("Die Post wird jetzt versucht.").waitFor();
  await until(() => existsSync(world.mails) && world.sent("edg").length === 1, "the urgent mail");
  await until(() => world.count("trouble") === 0, "the way is open");
  await staff.to("/office/mail");
  await staff.page.getByText("Die Post geht hinaus. Nichts hängt.").waitFor();
  await staff.to("/office/");
  assert.equal(await staff.page.getByText("Die Post geht nicht hinaus").count(), 0);
});

chapter("what waits, what did not arrive and what not everybody got is told with its reason", async () => {
  world.command("digest", "--now");
  const of = (department) => `WHERE department = '${department}' AND urgent = 0`;
  sql(`UPDATE mails SET status = 'frozen', fate = 'unknown', attempts = 3, why = 'message: timeout', next_attempt = ${Date.now() + 3600000} ${of("edg")}`);
  sql(`UPDATE mails SET refused = 'lager@tiefbau.example.org' ${of("tiefbau")}`);
  sql("INSERT INTO trouble VALUES ('gruen', 0, 1000 * unixepoch() - 90000000, 7, 1000 * unixepoch() + 3600000, 'RCPT TO: 452 4.2.2')");
  await staff.to("/office/mail");
  for (const words of ["Vielleicht angekommen", "Kam nicht bei allen an", "lager@tiefbau.example.org", "Der Mail-Server nimmt die Adresse zurzeit nicht an."]) await staff.page.getByText(words).first().waitFor();
  await sound("the full page");
  await staff.picture("post-waits");
  await staff.to("/office/");
  await staff.page.getByText("Es geht keine Post an: Grünflächenamt").waitFor();
});
