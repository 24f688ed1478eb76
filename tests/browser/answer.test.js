// EDG reads its mails on a small phone: one tap for one report, several at once, a photo, paper for the crew. Scripts are off.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { Office, Pocket, SIZES } from "./office.js";
import { CHROMIUM, QUIET } from "./phone.js";
import { answerLinks, chapters, ROOT, World } from "./world.js";

let world, browser, picture, edg, sofa, list;
const chapter = chapters(() => world);

before(async () => {
  world = await World.begin();
  browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });
  await draw((picture = join(world.folder, "sofa.jpg")));
  world.command("areas", "import", join(ROOT, "assets/city/districts.geojson"), "--layer", "districts", "--id-field", "id", "--name-field", "name");
  const anna = new Pocket(world);
  const report = (category, at, ...more) => anna.run("report", "--category", category, "--at", at, ...more);
  report("illegal_dumping", "51.6005,7.3006,8", "--note", "Sofa und Matratze, liegen vor dem Tor.", "--amount", "van", "--photo", picture);
  report("needles", "51.6075,7.2970,8");
  report("overfull_container", "51.6072,7.3085,8");
  report("broken_glass", "51.5923,7.2873,8", "--note", "Viele kleine Scherben im Sand.");
  anna.sync();
  world.command("digest", "--now");
  edg = await reader({ javaScriptEnabled: false });
  const digest = world.sent("meldungen@edg.example.org").at(-1);
  for (const link of answerLinks(digest)) {
    await edg.goto(link);
    if (await edg.getByText("Sofa und Matratze").count()) sofa = link;
  }
  list = world.list("edg");
});
after(async () => {
  await browser?.close();
  await world?.end();
});

/** A photo, as far as programs are concerned. */
async function draw(path) {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  await page.setContent("<body style='margin:0;background:linear-gradient(#9ab,#485)'><div style='position:absolute;left:120px;top:300px;width:560px;height:180px;border-radius:40px;background:#a43'></div>");
  await page.screenshot({ path, type: "jpeg", quality: 90 });
  await page.context().close();
}

/** A browser at a department; without a session there is nothing to share. */
async function reader({ size = "phone", ...options } = {}) {
  const context = await browser.newContext({ viewport: SIZES[size], locale: "de-DE", timezoneId: "Europe/Berlin", ...options });
  context.setDefaultTimeout(15000);
  return context.newPage();
}

/** The whole of it is seen without scrolling. */
async function inSight(locator) {
  const box = await locator.boundingBox();
  return box && box.y >= 0 && box.y + box.height <= SIZES.phone.height && box.x >= 0 && box.x + box.width <= SIZES.phone.width;
}

/** Axe, and whether the page is wider than the window; also with text of twice the size. */
async function sound(path, name) {
  for (const [language, scheme, size] of [["de", "light", "phone"], ["de", "dark", "phone"], ["en", "light", "office"], ["en", "dark", "office"]]) {
    const page = await reader({ size, colorScheme: scheme });
    const office = Object.assign(Object.create(Office.prototype), { page });
    await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
    assert.deepEqual(await office.violations(), [], `${name} ${language} ${scheme}`);
    assert.equal(await office.overflow(), 0, `${name} ${language} ${scheme}`);
    const folder = join(ROOT, ".cache/screens/answer");
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}-${language}-${scheme}.png`), fullPage: true });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await page.evaluate(() => (document.body.style.fontSize = "36px"));
    assert.ok((await office.overflow()) <= 0, `${name} with large text`);
    if (language === "de" && scheme === "light") await page.screenshot({ path: join(folder, `${name}-200.png`), fullPage: true });
    await page.context().close();
  }
}

chapter("the button is on the first screen, and one tap is the answer", async () => {
  for (const [query, word] of [["", "Erledigt"], ["?a=done", "Erledigt"], ["?a=not_ours", "Nicht zuständig"], ["?a=question", "Frage"]]) {
    await edg.goto(sofa + query);
    const button = edg.getByRole("button", { name: `„${word}“ speichern` }).first();
    assert.ok(await inSight(button), `${query}: ${JSON.stringify(await button.boundingBox())}`);
    assert.ok(await inSight(edg.getByText("Noch nicht gespeichert")), query);
    const { width } = await button.boundingBox();
    assert.ok(width > 300, `as wide as the screen: ${width}`);
  }
  assert.equal(world.count("changes WHERE kind = 'answer'"), 0, "nobody has answered by looking");
});

chapter("the pages are clean, in both languages, light and dark, and with large text", async () => {
  await sound(sofa, "ask");
  await sound(`${sofa}?a=question`, "question");
  await sound(list, "list");
  await sound(`${list}?print=1`, "print");
  await sound(`${world.url}/answer/x`, "unknown");
});

chapter("several are ticked and saved at once", async () => {
  await edg.goto(list);
  await edg.getByText("Noch nicht gespeichert").waitFor();
  assert.equal(await edg.getByRole("checkbox").count(), 4);
  const save = edg.getByRole("button", { name: "Angekreuzte: „Erledigt“ speichern" });
  assert.ok(await inSight(save), "it stays in sight");
  await save.click();
  await edg.getByText("Bitte kreuzen Sie eine Meldung an.").waitFor();
  // By the words, as with a finger.
  await edg.getByText("Tonne voll").click();
  await edg.getByText("Scherben", { exact: true }).click();
  assert.equal(await edg.getByRole("checkbox", { checked: true }).count(), 2);
  await save.click();
  await edg.getByText("Gespeichert", { exact: true }).waitFor();
  assert.equal(world.count("changes WHERE kind = 'answer'"), 2);
  assert.equal(await edg.getByRole("checkbox").count(), 2, "the others are still open");
  await sound(list, "list-after");
});

chapter("an answer with a note and a photo", async () => {
  await edg.goto(sofa);
  await edg.getByText("Notiz, Foto oder Kürzel dazu").click();
  await edg.getByLabel("Notiz (freiwillig)").fill("Wir haben das Sofa geholt.");
  await edg.getByLabel("Foto (freiwillig)").setInputFiles(picture);
  await edg.getByLabel("Kürzel (freiwillig)").fill("mk");
  await edg.getByRole("button", { name: "„Erledigt“ speichern" }).last().click();
  await edg.getByText("Ihre Antwort: Erledigt").waitFor();
  await edg.getByText("Wir haben das Sofa geholt.").waitFor();
  assert.ok(await edg.getByAltText("Ihr Foto").evaluate((image) => image.naturalWidth > 0));
  assert.equal(world.count("attachments WHERE role = 'answer' AND blob IS NOT NULL"), 1);
  await sound(`${sofa}?saved=1`, "saved");
  await sound(sofa, "again");
});

chapter("staff see the photo beside the report", async () => {
  const kaya = await Office.open(world, "reviewer", { name: "Frau Kaya" });
  await kaya.to("/office/reports?state=done");
  await kaya.page.getByRole("link", { name: /Sperrmüll/ }).first().click();
  await kaya.page.getByText("Vom Fachbereich").waitFor();
  assert.deepEqual(await kaya.violations(), []);
});

chapter("paper for the crew is black on white, each report on one piece", async () => {
  const page = await reader({ size: "office", colorScheme: "dark" });
  await page.goto(`${list}?print=1`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const [ink, ground] = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]);
  assert.deepEqual([ink, ground], ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
  assert.equal(await page.locator("article").evaluateAll((all) => all.filter((one) => getComputedStyle(one).breakInside !== "avoid").length), 0);
  assert.equal(await page.getByText("Zurück zur Liste").isVisible(), false);
  await page.getByText(/5\d\.\d{5}, 7\.\d{5}/).first().waitFor();
  mkdirSync(join(ROOT, ".cache/screens/answer"), { recursive: true });
  await page.pdf({ path: join(ROOT, ".cache/screens/answer/print.pdf"), format: "A4" });
});
