// One report at the desk: corrected, re-routed, held, closed, merged; each step can be taken back, and phones hear of it.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Office, Pocket, SIZES } from "./office.js";
import { chapters, World } from "./world.js";

const EDG = "meldungen@edg.example.org";
const GRUEN = "parks@gruen.example.org";
let world, anna, ben, office, page;
before(async () => {
  world = await World.begin();
  anna = new Pocket(world);
  ben = new Pocket(world, { name: "Handy 2", person: "Ben" });
  office = await Office.open(world);
  page = office.page;
});
after(() => world.end());
const chapter = chapters(() => world);

/** A photo as a file. */
async function photo() {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1600, height: 1200 });
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#7a9a6a";
    paint.fillRect(0, 0, 1600, 1200);
    paint.fillStyle = "#8a4b2f";
    paint.fillRect(300, 500, 900, 400);
    return canvas.toDataURL("image/jpeg").split(",")[1];
  });
  const file = join(world.folder, "photo.jpg");
  writeFileSync(file, Buffer.from(base64, "base64"));
  return file;
}

/** A report of a phone; its short number, and its page. */
function report(pocket, ...args) {
  pocket.run("report", ...args);
  pocket.sync();
  const newest = one(pocket, 0);
  return { id: newest.id, number: newest.number, path: `/office/reports/${newest.id}` };
}

function all(pocket) {
  return pocket.run("status").reports;
}

function one(pocket, id) {
  pocket.sync();
  return id === 0 ? all(pocket)[0] : all(pocket).find((report) => report.id === id);
}

/** Opens a form, if it is not open. */
async function deed(anchor) {
  await page.evaluate((anchor) => (document.getElementById(anchor).closest("details").open = true), anchor);
  return page.locator(`#${anchor}`);
}

/** A page that was not seen yet says that it is done. */
async function saved(word = "Gespeichert") {
  await page.locator("html:not([data-seen]) .notice.good", { hasText: word }).waitFor();
  await page.evaluate(() => (document.documentElement.dataset.seen = true));
}

async function undo(word = "Rückgängig") {
  await page.getByRole("button", { name: word, exact: true }).click();
  await saved("Rückgängig gemacht");
}

/** What a mail says, decoded. */
const plain = (mail) => Buffer.from(mail.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8");
const digest = (to) => {
  world.command("digest", "--now");
  return world.sent(to).map(plain);
};

let sofa;
chapter("what was wrong is corrected, and the history keeps both", async () => {
  sofa = report(anna, "--category", "litter", "--at", "51.6005,7.3006,8", "--note", "Ein Sofa", "--amount", "bag");
  await office.to(sofa.path);
  const form = await deed("correct");
  await form.getByLabel("Kategorie").selectOption("illegal_dumping");
  await form.getByLabel("Menge").selectOption("van");
  await form.getByRole("button").click();
  await saved();
  assert.equal(await page.locator("h1").innerText(), "Sperrmüll");
  const line = page.locator(".history li", { hasText: "Kategorie" }).first();
  await line.getByText("„ein Sack“").waitFor();
  await line.getByText("„ein Transporter“").waitFor();
  await line.getByText("Büro (reviewer)").waitFor();
  assert.ok((await page.locator(".history").innerText()).includes("Handyzeit"));
  assert.equal(one(anna, sofa.id).category, "illegal_dumping");
  await undo();
  assert.equal(one(anna, sofa.id).category, "litter");
  await undo("Wiederherstellen");
  assert.equal(await page.locator("h1").innerText(), "Sperrmüll", "the step back is taken back");
});

chapter("re-routed: the digest follows, and the first department hears that it is not theirs", async () => {
  assert.ok(digest(EDG).some((mail) => mail.includes(sofa.number)));
  await office.to(sofa.path);
  const form = await deed("department");
  await form.getByLabel("Fachbereich").selectOption("gruen");
  await form.getByRole("button").click();
  await saved();
  assert.ok(digest(GRUEN).some((mail) => mail.includes(sofa.number)), "the new one has it");
  const last = digest(EDG).at(-1);
  assert.ok(last.includes(sofa.number), "the old one hears that it is withdrawn");
  world.oracle();
});

chapter("a text for the department goes out as a correction", async () => {
  await office.to(`${sofa.path}#voice`);
  const text = page.getByLabel("Text fürs Amt");
  await text.fill("Steht hinter der Hecke");
  await page.locator("#voice").getByRole("button", { name: "Speichern" }).click();
  await saved();
  const mail = digest(GRUEN).at(-1);
  assert.ok(mail.includes("Steht hinter der Hecke"), mail);
});

chapter("held back nothing goes out; released it does", async () => {
  const held = report(anna, "--category", "litter", "--at", "51.6105,7.2974,8", "--note", "Warten");
  await office.to(held.path);
  await (await deed("held")).getByRole("button").click();
  await saved();
  assert.ok(!digest(EDG).some((mail) => mail.includes(held.number)));
  await (await deed("held")).getByRole("button", { name: "Freigeben" }).click();
  await saved();
  assert.ok(digest(EDG).some((mail) => mail.includes(held.number)));
});

chapter("closed for a reason, and opened again by a step back; the phone hears both", async () => {
  const graffiti = report(anna, "--category", "graffiti", "--at", "51.6048,7.2972,8", "--photo", await photo());
  await office.to(graffiti.path);
  const form = await deed("close");
  await form.getByLabel("Grund").selectOption("private_ground");
  await form.getByRole("button").click();
  await saved();
  assert.deepEqual([one(anna, graffiti.id).state, one(anna, graffiti.id).reason], ["closed", "private_ground"]);
  await undo();
  assert.notEqual(one(anna, graffiti.id).state, "closed");
  await (await deed("close")).getByLabel("Grund").selectOption("planned");
  await page.locator("#close").getByRole("button").click();
  await saved();
  await (await deed("close")).getByRole("button", { name: "Wieder öffnen" }).click();
  await saved();
  assert.notEqual(one(anna, graffiti.id).state, "closed");
});

chapter("a message reaches the phone, a comment does not", async () => {
  await office.to(`${sofa.path}#message`);
  await page.getByLabel("Fertige Sätze").selectOption("Danke, das hilft uns sehr.");
  assert.equal(await page.locator("#f-message").inputValue(), "Danke, das hilft uns sehr.");
  await page.getByRole("button", { name: "Nachricht schicken" }).click();
  await saved();
  const comment = await deed("comment");
  await comment.getByRole("textbox").fill("Nur für uns");
  await comment.getByRole("button").click();
  await saved();
  const told = one(anna, sofa.id);
  assert.equal(told.message, "Danke, das hilft uns sehr.");
  assert.ok(!JSON.stringify(anna.run("status")).includes("Nur für uns"));
  await page.locator(".history blockquote", { hasText: "Nur für uns" }).waitFor();
});

chapter("two people write the same note: the second one sees it and loses nothing", async () => {
  const second = await Office.open(world, "lead");
  await office.to(sofa.path);
  await second.to(sofa.path);
  const write = async (staff, words) => {
    await staff.page.evaluate(() => (document.getElementById("correct").closest("details").open = true));
    await staff.page.locator("#f-note").fill(words);
    await staff.page.locator("#correct").getByRole("button").click();
  };
  await write(office, "Ein rotes Sofa");
  await saved();
  await write(second, "Ein Sofa und ein Tisch");
  const notice = second.page.getByRole("alert");
  await notice.getByText("Inzwischen hat jemand anderes das geändert").waitFor();
  await notice.getByText("„Ein rotes Sofa“").waitFor();
  await notice.getByText("Büro (reviewer)").waitFor();
  assert.deepEqual(await second.violations(), []);
  assert.equal(await second.page.locator("#f-note").inputValue(), "Ein Sofa und ein Tisch");
  await second.picture("report-stale");
  await second.page.locator("#correct").getByRole("button").click();
  await second.page.locator(".notice.good").waitFor();
  assert.equal(one(anna, sofa.id).note, "Ein Sofa und ein Tisch");
  await office.to(sofa.path);
  await page.locator(".history").getByText("„Ein rotes Sofa“").first().waitFor();
});

chapter("two values met: one is kept, or the other one taken; no mail goes out for what stays", async () => {
  const met = report(anna, "--category", "greenery", "--at", "51.6118,7.3024,8", "--note", "Ast");
  await office.to(met.path);
  const note = async (words) => {
    await (await deed("correct")).locator("#f-note").fill(words);
    await page.locator("#correct").getByRole("button").click();
    await saved();
  };
  await note("Großer Ast");
  anna.run("correct", met.id, "--note", "Kleiner Ast");
  anna.sync();
  digest(GRUEN);
  await office.to(`${met.path}#values`);
  await page.locator("#values").getByText("„Kleiner Ast“").waitFor();
  await office.picture("report-values");
  const mails = world.sent(GRUEN).length;
  await page.getByRole("button", { name: "So lassen" }).click();
  await saved();
  assert.equal(await page.locator("#values").count(), 0);
  await page.locator(".history").getByText("(bleibt so)").waitFor();
  assert.equal(digest(GRUEN).length, mails, "nothing new for the department");
});

chapter("merged from the comparison: both reporters hear the outcome; parted again", async () => {
  const first = report(anna, "--category", "play_equipment", "--at", "51.60746,7.29694,8", "--photo", await photo());
  const second = report(ben, "--category", "play_equipment", "--at", "51.60748,7.29696,8");
  await office.to("/office/");
  await office.to(second.path);
  await page.locator(".why", { hasText: "Doppelt?" }).click();
  await page.waitForURL(/compare/);
  await page.getByText("m auseinander").waitFor();
  assert.deepEqual(await office.violations(), []);
  await office.picture("compare");
  await page.setViewportSize(SIZES.phone);
  assert.equal(await office.overflow(), 0);
  await page.setViewportSize(SIZES.office);
  await page.getByRole("button", { name: "Ist dieselbe" }).click();
  await saved("Zusammengeführt");
  assert.ok(page.url().includes(first.id), "the older one stays");
  assert.deepEqual([one(ben, second.id).state, one(ben, second.id).same_as], ["duplicate", first.number]);
  const form = await deed("close");
  await form.getByLabel("Grund").selectOption("already_gone");
  await form.getByRole("button").click();
  await saved();
  assert.equal(one(anna, first.id).state, "closed");
  const told = one(ben, second.id);
  assert.deepEqual([told.same_as_state, told.reason], ["closed", "already_gone"]);
  await office.to(second.path);
  await (await deed("merge")).getByRole("button", { name: "Wieder trennen" }).click();
  await saved();
  assert.notEqual(one(ben, second.id).state, "duplicate");
  await undo();
  assert.equal(one(ben, second.id).state, "duplicate");
  world.oracle();
});

chapter("what looks alike and is something else is out of the list", async () => {
  const first = report(anna, "--category", "street_light", "--at", "51.6042,7.3087,8");
  const second = report(ben, "--category", "street_light", "--at", "51.6042,7.3088,8");
  await office.to(`${second.path}/compare/${first.id}`);
  await page.getByRole("button", { name: "Ist etwas anderes" }).click();
  await saved("verschiedene");
  assert.equal(await page.locator(".why", { hasText: "Doppelt?" }).count(), 0);
  await page.locator(".history").getByText("Ist nicht doppelt").waitFor();
});

chapter("merged by its short number, and too late to undo", async () => {
  const first = report(anna, "--category", "path_damage", "--at", "51.6099,7.3053,8");
  const second = report(ben, "--category", "path_damage", "--at", "51.5999,7.3053,8");
  await office.to(second.path);
  await (await deed("merge")).getByRole("textbox").fill(first.number);
  await page.getByRole("button", { name: "Zusammenführen" }).click();
  await saved();
  const late = page.url();
  await (await deed("merge")).getByRole("button", { name: "Wieder trennen" }).click();
  await saved();
  await page.goto(late);
  await page.getByRole("button", { name: "Rückgängig", exact: true }).click();
  await page.getByText("Zu spät:").waitFor();
});

chapter("a hazard is confirmed by telephone", async () => {
  const needles = report(anna, "--category", "needles", "--at", "51.6054,7.3005,8");
  await office.to("/office/");
  await office.to(`${needles.path}#confirm`);
  await page.locator('a[href^="tel:"]').first().waitFor();
  assert.deepEqual(await office.violations(), []);
  await office.picture("report-hazard");
  await page.getByRole("button", { name: "Fachbereich weiß Bescheid" }).click();
  await saved();
  assert.equal(await page.locator(".why").count(), 0);
});

chapter("where it is unknown, a stop or coordinates set it; or it stays so", async () => {
  const lost = report(anna, "--category", "litter", "--note", "Irgendwo");
  await office.to(`${lost.path}#place`);
  await page.getByLabel("Oder Koordinaten").fill("nirgends");
  await page.getByRole("button", { name: "Ort speichern" }).click();
  await page.getByRole("alert").getByText("verstehen wir nicht").waitFor();
  assert.equal(await page.getByLabel("Oder Koordinaten").inputValue(), "nirgends");
  await page.getByLabel("Oder Koordinaten").fill("51.6105, 7.2975");
  await page.getByRole("button", { name: "Ort speichern" }).click();
  await saved();
  await page.locator(".facts").getByText("51.61050, 7.29750").waitFor();
  await undo();
  await page.getByRole("button", { name: "Ort bleibt unbekannt" }).click();
  await saved();
  assert.equal(await page.locator(".why").count(), 0);
});

chapter("a photo comes closer by pointer and keys", async () => {
  const seen = report(ben, "--category", "illegal_dumping", "--at", "51.6072,7.3084,8", "--photo", await photo());
  await office.to(seen.path);
  await page.locator("[data-picture]").click();
  const dialog = page.locator("dialog.zoom[open]");
  await dialog.waitFor();
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowLeft");
  assert.match(await dialog.locator("img").evaluate((img) => img.style.transform), /scale\(1\.5\)/);
  await office.picture("report-zoom");
  await dialog.getByRole("button", { name: "Schließen" }).click();
  await page.locator("dialog.zoom").waitFor({ state: "detached" });
  await office.picture("report");
});

chapter("clean for readers, in both languages, on a phone, and without JavaScript", async () => {
  // A refusal that the browser notes down as one is none of the page.
  assert.deepEqual(office.errors.filter((error) => !/status of (409|422)/.test(error)), []);
  for (const locale of ["de-DE", "en-GB"]) {
    const staff = await Office.open(world, "reviewer", { size: "phone", locale });
    await staff.to(sofa.path);
    assert.deepEqual(await staff.violations(), []);
    assert.equal(await staff.overflow(), 0);
    assert.deepEqual(staff.errors, []);
    await staff.close();
  }
  const bare = await Office.open(world, "reviewer", { javaScriptEnabled: false });
  await bare.to(sofa.path);
  // The department has it: the message is the next step, and open.
  await bare.page.locator("#f-message").fill("");
  await bare.page.getByLabel("Fertige Sätze").selectOption("Wir haben es weitergegeben.");
  await bare.page.getByRole("button", { name: "Nachricht schicken" }).click();
  await bare.page.locator(".notice.good").waitFor();
  assert.equal(one(anna, sofa.id).message, "Wir haben es weitergegeben.");
  await bare.page.getByRole("button", { name: "Rückgängig", exact: true }).click();
  await bare.page.locator(".notice.good", { hasText: "Rückgängig gemacht" }).waitFor();
  assert.equal(one(anna, sofa.id).message, "Danke, das hilft uns sehr.");
  const auditor = await Office.open(world, "auditor");
  await auditor.to(sofa.path);
  assert.equal(await auditor.page.locator(".deeds, .detail form").count(), 0);
  assert.deepEqual(await auditor.violations(), []);
});
