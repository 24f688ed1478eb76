// The inbox at the desk: a department writes by mail, a stranger too, a mail comes back; Frau Kaya works it empty.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before } from "node:test";
import { Office, Pocket, SIZES } from "./office.js";
import { BIN, chapters, World } from "./world.js";

let world, anna, office, page, needle, litter;
before(async () => {
  world = await World.begin();
  anna = new Pocket(world);
  office = await Office.open(world);
  page = office.page;
});
after(() => world.end());
const chapter = chapters(() => world);

/** A report of the phone: its id and number. */
function report(category) {
  anna.run("report", "--category", category, "--at", "51.6046,7.2972,8");
  anna.sync();
  const { id, number } = anna.run("status").reports[0];
  return { id, number };
}

/** A mail server hands a message over; what it is. */
function post(lines) {
  const input = lines.join("\r\n");
  const env = world.env();
  return JSON.parse(execFileSync(`${BIN}/sync-server`, ["--json", "--data", world.data, "mail", "ingest"], { input, env, encoding: "utf8" })).kind;
}

/** Message-ID of the last mail to an address. */
const sent = (to) => world.sent(to).at(-1).match(/^Message-ID: (.*)$/im)[1].trim();

/** Looked at in both sizes, light and dark. */
async function looked(name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await office.picture(`${name}-${colorScheme}`);
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      assert.deepEqual(await office.violations(), [], `${name} ${size} ${colorScheme}`);
      assert.equal(await office.overflow(), 0, `${name} ${size}`);
    }
  }
  await page.setViewportSize(SIZES.office);
  await page.emulateMedia({ colorScheme: "light" });
}

chapter("a department, a stranger and a mail server write", async () => {
  needle = report("needles");
  litter = report("litter");
  const lamp = report("street_light");
  world.command("digest", "--now");
  assert.equal(post(["From: eilig@edg.example.org", `Subject: AW: Gefahr (${needle.number})`, "Content-Type: text/plain; charset=utf-8", "", "Guten Morgen,", "", "die Spritzen haben wir heute früh abgeholt.", "", "Mit freundlichen Grüßen", "Kai Beispiel"]), "reply");
  assert.equal(post(["From: kai@elsewhere.example", `Subject: ${litter.number} ist weg`, "", "Der Haufen ist weg."]), "stranger");
  assert.equal(post(["From: meldungen@edg.example.org", "Subject: AW: Meldungen", `In-Reply-To: ${sent("strassen@tiefbau")}`, "", "Welcher Container?"]), "stranger");
  const failed = (recipient) => ["Return-Path: <>", "Subject: Undelivered Mail Returned to Sender", "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "", "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx", "", `Final-Recipient: rfc822; ${recipient}`, "Action: failed", "Status: 5.1.1", "--b", "Content-Type: text/rfc822-headers", "", `Message-ID: ${sent("strassen@tiefbau")}`, "--b--", ""];
  assert.equal(post(failed("strassen@tiefbau.example.org")), "bounce");
  anna.sync();
  assert.equal(anna.run("status").reports.find(({ id }) => id === lamp.id).state, "bounced");
});

chapter("the reply to a hazard stands on top, and leads to its decision", async () => {
  await office.to("/office/");
  assert.match(await page.locator("tbody tr").first().innerText(), /Antwort zu einer Gefahr/);
  await page.locator("tbody tr").first().getByRole("link", { name: "Lesen" }).click();
  await page.waitForURL(/inbox\?report=/);
  assert.match(await page.locator("blockquote").innerText(), /^Guten Morgen,\n\ndie Spritzen haben wir heute früh abgeholt\.$/);
  await office.to("/office/inbox");
  assert.equal(await page.locator(".letter").count(), 3);
  await looked("inbox");
});

chapter("one press takes the suggestion over, and the phone hears of it", async () => {
  await page.getByRole("button", { name: "Als Antwort übernehmen: Erledigt" }).click();
  await page.getByRole("status").getByText("Übernommen.").waitFor();
  anna.sync();
  assert.equal(anna.run("status").reports.find(({ id }) => id === needle.id).state, "done");
});

chapter("a stranger's word joins its report, and is only noted", async () => {
  const letter = page.locator(".letter", { hasText: "Der Haufen ist weg." });
  assert.equal(await letter.getByLabel("Nummer der Meldung").inputValue(), litter.number);
  await letter.getByRole("button", { name: "Zur Meldung nehmen" }).click();
  await page.waitForURL(/report=/);
  await page.getByRole("button", { name: "Nur merken" }).click();
  await page.getByRole("status").getByText("Gemerkt.").waitFor();
  await office.to(`/office/reports/${litter.id}`);
  assert.match(await page.locator(".history").innerText(), /EDG schreibt per E-Mail/);
  anna.sync();
  assert.equal(anna.run("status").reports.find(({ id }) => id === litter.id).state, "sent");
});

chapter("the rest is thrown away, and everything can be read again", async () => {
  await office.to("/office/inbox");
  await page.getByRole("button", { name: "Verwerfen" }).click();
  await page.getByText("Keine offene Post.").waitFor();
  await looked("inbox-empty");
  await page.getByRole("link", { name: "Alles" }).click();
  assert.equal(await page.locator(".letter").count(), 4);
  await page.getByRole("link", { name: /Gefahr/ }).first().click();
  await page.getByRole("heading", { name: "Ganze Nachricht" }).waitFor();
  await looked("letter");
  assert.deepEqual(office.errors, []);
});
