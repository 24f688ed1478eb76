// A face is blacked out in the office before the photo goes out; sealed evidence is seen by one person, and handed over.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Office, Pocket } from "./office.js";
import { answerLinks, chapters, ROOT, World } from "./world.js";

let world, kaya, officer, report, photo, evidence;

/** A grey photo with a red face in its upper right, as a file. */
async function photograph(office, name, colour) {
  const bytes = await office.page.evaluate(async (colour) => {
    const canvas = new OffscreenCanvas(1200, 900);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#888";
    pen.fillRect(0, 0, 1200, 900);
    pen.fillStyle = colour;
    pen.fillRect(720, 180, 240, 180);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer())];
  }, colour);
  const path = join(world.folder, name);
  writeFileSync(path, Buffer.from(bytes));
  return path;
}

/** Whether the face can be seen in a picture: some pixel of its place is not black. */
async function shows(office, bytes) {
  return office.page.evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0);
    const { data } = pen.getImageData(picture.width * 0.61, picture.height * 0.21, picture.width * 0.18, picture.height * 0.18);
    return data.some((value, at) => at % 4 < 3 && value > 40);
  }, [...bytes]);
}

const fetched = async (office, path) => (await office.page.context().request.get(world.url + path)).body();
/** The pictures in a mail. */
const pictures = (mail) => [...mail.matchAll(/Content-Type: image\/jpeg[\s\S]*?\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/g)].map(([, text]) => Buffer.from(text, "base64"));
const seen = () => world.count("deeds WHERE deed = 'evidence_seen'");
const shot = (office, name) => process.env.PICTURES && office.picture(name);
const clean = async (office) => {
  assert.deepEqual(await office.violations(), []);
  await office.page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await office.overflow(), 0);
  assert.deepEqual(await office.violations(), []);
  await office.page.setViewportSize({ width: 1400, height: 900 });
};

before(async () => {
  world = await World.begin();
  kaya = await Office.open(world);
  officer = await Office.open(world, "evidence_officer");
  const anna = new Pocket(world);
  const face = await photograph(kaya, "face.jpg", "#f00");
  const hint = await photograph(kaya, "hint.jpg", "#00f");
  anna.run("report", "--category", "litter", "--at", "51.6005,7.3006,8", "--photo", face, "--person-in-photo", "--evidence", hint);
  anna.sync();
  const id = (sql) => world.rows(sql)[0][0].toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  report = id("SELECT hex(id) FROM reports");
  photo = id("SELECT hex(id) FROM attachments WHERE role = 'photo'");
  evidence = id("SELECT hex(id) FROM attachments WHERE role = 'evidence'");
});
after(() => world.end());
const chapter = chapters(() => world);

chapter("parts are drawn by pointer and by keys", async () => {
  await kaya.to(`/office/reports/${report}`);
  await kaya.page.getByRole("link", { name: "Foto schwärzen" }).click();
  const { page } = kaya;
  await page.getByRole("button", { name: "Nichts zu schwärzen, freigeben" }).waitFor();
  await shot(kaya, "redact-empty");
  const box = await page.locator(".redact figure svg").boundingBox();
  await page.mouse.move(box.x + box.width * 0.58, box.y + box.height * 0.18);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.3, { steps: 3 });
  await page.mouse.move(box.x + box.width * 0.82, box.y + box.height * 0.42, { steps: 3 });
  await page.mouse.up();
  assert.equal(await page.locator(".redact rect").count(), 1);
  await page.getByRole("button", { name: "Fotos freigeben" }).waitFor();

  await page.getByRole("button", { name: "Stelle hinzufügen" }).focus();
  await page.keyboard.press("Enter");
  for (const key of ["ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"]) await page.keyboard.press(key);
  assert.match(await page.locator(".redact [role=status]").textContent(), /Stelle 2: von links 39 % – von oben 39 % – Breite 21 % – Höhe 21 %/);
  await shot(kaya, "redact-drawn");
  await clean(kaya);
  await page.keyboard.press("Delete");
  assert.equal(await page.locator(".redact rect").count(), 1);
  await page.getByRole("button", { name: "Rückgängig" }).click();
  assert.equal(await page.locator(".redact rect").count(), 2);
  await page.getByRole("button", { name: "Stelle 2: Löschen" }).click();
  assert.deepEqual(kaya.errors, []);
});

chapter("what is black is gone in the office at once, and the photo is released", async () => {
  const address = `/office/attachments/${photo}`;
  assert.equal(await shows(kaya, await fetched(kaya, address)), true);
  await kaya.page.getByRole("button", { name: "Speichern" }).click();
  await kaya.page.getByText("Gespeichert.").waitFor();
  for (const size of ["", "?size=thumb"]) {
    assert.equal(await shows(kaya, await fetched(kaya, address + size)), false, size);
  }
  await clean(kaya);
  await shot(kaya, "redact-saved");
  assert.equal(await kaya.page.locator(".redact rect.fixed").count(), 1, "a reviewer adds and takes nothing off");
  assert.equal(await kaya.page.getByText("Schwärzung aufheben").count(), 0);
  await kaya.to(`/office/reports/${report}/photos`);
  await clean(kaya);
  await shot(kaya, "photos");
  await kaya.page.getByRole("button", { name: "Fotos freigeben" }).click();
  await kaya.page.waitForURL(/said=saved/);
  assert.equal(world.rows("SELECT count(*) FROM concerns WHERE why = 'photo'")[0][0], 0);
});

chapter("the digest and the department's page carry the photo without the face", async () => {
  world.command("digest", "--now");
  const [mail] = world.sent("edg");
  const [thumb] = pictures(mail);
  assert.ok(thumb, "a photo is in the mail");
  assert.equal(await shows(kaya, thumb), false);
  const [link] = answerLinks(mail);
  const path = `${new URL(link).pathname}/photo/${photo}`;
  const answer = await fetch(world.url + path);
  assert.equal(answer.status, 200);
  assert.equal(await shows(kaya, Buffer.from(await answer.arrayBuffer())), false);
  const again = await fetch(world.url + path, { headers: { "if-none-match": answer.headers.get("etag") } });
  assert.equal(again.status, 304);
  assert.match(answer.headers.get("cache-control"), /no-cache/);
});

chapter("nobody but the evidence officer gets at an original", async () => {
  for (const path of [`/office/evidence`, `/office/evidence/${report}`, ...[photo, evidence].flatMap((id) => [`/office/evidence/${id}/original`, `/office/evidence/${id}/original?file=1`]), `/office/log`]) {
    assert.equal((await kaya.page.context().request.get(world.url + path)).status(), 403, path);
  }
  assert.equal((await kaya.page.context().request.get(`${world.url}/office/attachments/${evidence}`)).status(), 403);
  assert.equal((await kaya.page.context().request.get(`${world.url}/office/attachments/${evidence}/redact`)).status(), 403);
  const signedOut = await fetch(`${world.url}/office/evidence/${evidence}/original`, { redirect: "manual" });
  assert.equal(signedOut.status, 303);
  assert.equal(seen(), 0);
});

chapter("each look of the evidence officer is in the log", async () => {
  await officer.to("/office/evidence");
  await clean(officer);
  await shot(officer, "evidence-list");
  await officer.page.getByRole("link", { name: "Öffnen" }).click();
  assert.equal(seen(), 0, "the page itself shows nothing");
  await officer.page.getByRole("link", { name: "Original ansehen" }).first().click();
  await officer.page.waitForFunction(() => document.querySelector("article img")?.naturalWidth > 0);
  assert.equal(seen(), 1);
  await clean(officer);
  await shot(officer, "evidence");
  assert.equal(await shows(officer, await fetched(officer, `/office/evidence/${photo}/original`)), true);
  const file = await officer.page.context().request.get(`${world.url}/office/evidence/${evidence}/original?file=1`);
  assert.equal(file.headers()["content-type"], "application/octet-stream");
  assert.match(file.headers()["content-disposition"], /attachment; filename="26-00001-\d.jpg"/);
  assert.equal(seen(), 3);
  assert.deepEqual(officer.errors, []);
});

let link, code;
chapter("evidence is handed over by a link and a code", async () => {
  const { page } = officer;
  await page.getByLabel("Empfänger").fill("Polizei Musterstadt");
  await page.getByLabel("Aktenzeichen").fill("4711/26");
  await page.getByRole("button", { name: "Link und Code erstellen" }).click();
  await page.getByText("Link und Code sind fertig").waitFor();
  await clean(officer);
  await shot(officer, "evidence-fresh");
  [link, code] = [await page.locator(".notice bdi").textContent(), await page.locator(".code").textContent()];
  assert.match(link, /\/evidence\/[\w-]{43}$/);
  assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}$/);
  await page.reload();
  await page.getByText("Diese Übergabe gibt es schon.").waitFor();
  assert.equal(await page.locator(".code").count(), 0, "nobody sees it again");
  assert.equal(world.count("hand_overs"), 1);
  // The browser writes down that the second one was refused.
  assert.match(officer.errors.splice(0).join(), /422/);
});

chapter("a wrong code, a wrong link and none at all look alike", async () => {
  const context = await kaya.browser.newContext({ viewport: { width: 360, height: 740 }, locale: "de-DE", javaScriptEnabled: false });
  const page = await context.newPage();
  const said = async (address, typed) => {
    await page.goto(address);
    await page.getByLabel("Ihr Name").fill("PK Beispiel");
    await page.getByLabel("Code").fill(typed);
    await page.getByRole("button", { name: "Abholen" }).click();
    return page.locator("main").innerHTML();
  };
  const wrong = await said(link, "0000-0000-000");
  assert.match(wrong, /Das hat nicht geklappt/);
  if (process.env.PICTURES) await page.screenshot({ path: join(ROOT, ".cache/screens/office/evidence-ask-phone.png"), fullPage: true });
  assert.equal(await said(`${world.url}/evidence/${"A".repeat(43)}`, code), wrong);
  const right = await said(link, code.toLowerCase());
  assert.match(right, /4711\/26/);
  const load = page.getByRole("link", { name: "Datei laden" });
  assert.equal(await load.count(), 1, "what is sealed; the original of a photo only where it is chosen");
  if (process.env.PICTURES) await page.screenshot({ path: join(ROOT, ".cache/screens/office/evidence-files-phone.png"), fullPage: true });
  const href = await load.getAttribute("href");
  const file = await fetch(world.url + href);
  const bytes = Buffer.from(await file.arrayBuffer());
  const { createHash } = await import("node:crypto");
  assert.ok(right.includes(createHash("sha256").update(bytes).digest("hex")), "the file is what the page says");
  assert.equal((await fetch(`${world.url}${href.slice(0, -2)}AA`)).status, 404);
  await context.close();
});

chapter("the officer sees the receipt, and takes a hand-over back", async () => {
  await officer.to(`/office/evidence/${report}`);
  await officer.page.getByText("PK Beispiel").waitFor();
  await shot(officer, "evidence-taken");
  await officer.page.getByRole("link", { name: "Beleg" }).click();
  await officer.page.getByText("PK Beispiel").waitFor();
  await clean(officer);
  await shot(officer, "evidence-receipt");
  await officer.to(`/office/evidence/${report}`);
  await officer.page.getByRole("button", { name: "Zurücknehmen" }).click();
  await officer.page.getByText("Der Link gilt nicht mehr.").waitFor();
  const answer = await fetch(link, { method: "POST", body: new URLSearchParams({ name: "PK Beispiel", code }) });
  assert.equal(answer.status, 422);
  assert.deepEqual(officer.errors, []);
});

chapter("the auditor reads all of it, and sees no original", async () => {
  const auditor = await Office.open(world, "auditor");
  await auditor.to("/office/log");
  for (const text of ["Original angesehen oder geladen", "Übergabe erstellt", "Übergabe geöffnet", "Falscher Code bei einer Übergabe", "Datei einer Übergabe geladen", "Übergabe zurückgenommen"]) {
    await auditor.page.getByText(text).first().waitFor();
  }
  await clean(auditor);
  await shot(auditor, "log");
  assert.equal((await auditor.page.context().request.get(`${world.url}/office/evidence/${evidence}/original`)).status(), 403);
  assert.deepEqual(auditor.errors, []);
});

chapter("without JavaScript the whole photo can be hidden, and a lead uncovers it", async () => {
  const lead = await Office.open(world, "lead", { javaScriptEnabled: false });
  await lead.to(`/office/attachments/${photo}/redact`);
  assert.match(await lead.page.locator("noscript").textContent(), /braucht JavaScript/);
  if (process.env.PICTURES) await lead.picture("redact-no-script");
  await lead.page.locator("summary", { hasText: "Ganzes Foto verbergen" }).click();
  await lead.page.getByRole("button", { name: "Ganzes Foto verbergen" }).click();
  await lead.page.getByText("Gespeichert.").waitFor();
  await lead.page.locator("summary", { hasText: "Schwärzung aufheben" }).click();
  await lead.page.getByRole("button", { name: "Schwärzung aufheben" }).click();
  await lead.page.getByText("Gespeichert.").waitFor();
  assert.equal(await shows(kaya, await fetched(kaya, `/office/attachments/${photo}`)), true);
  assert.equal(world.count("changes WHERE kind = 'attachment' AND role = 'office'"), 3, "each step is in the history");
});
