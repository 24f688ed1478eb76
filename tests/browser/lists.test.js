// The two lists of the review desk and the map: what needs a person leads to its next step, searches stand in the address, new
// ones appear by themselves, keys walk, and all but the map works without scripts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Office, Pocket } from "./office.js";
import { chapters, ROOT, until, World } from "./world.js";

let world, office, anna, ben, photo;
before(async () => {
  world = await World.begin();
  world.command("areas", "import", join(ROOT, "assets/city/districts.geojson"), "--layer", "districts", "--id-field", "id", "--name-field", "name");
  office = await Office.open(world, "reviewer", { name: "frau_kaya" });
  photo = await picture();
  anna = new Pocket(world, { name: "Handy Anna" });
  ben = new Pocket(world, { name: "Handy Ben", person: "Ben" });
});
after(() => world.end());
const chapter = chapters(() => world);

/** A photo, as a file. */
async function picture() {
  const data = await office.page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const pen = canvas.getContext("2d");
    for (let n = 0; n < 40; n += 1) {
      pen.fillStyle = `hsl(${n * 9} 40% 45%)`;
      pen.fillRect((n % 8) * 80, Math.floor(n / 8) * 96, 80, 96);
    }
    return canvas.toDataURL("image/jpeg").split(",")[1];
  });
  const file = join(world.folder, "photo.jpg");
  writeFileSync(file, Buffer.from(data, "base64"));
  return file;
}

/** What happens to the database beside us: days pass. */
function days(sql) {
  const write = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()";
  execFileSync("python3", ["-c", write, join(world.data, "kuemmerer.db"), sql]);
}

function report(phone, category, ...more) {
  phone.run("report", "--category", category, ...more);
  phone.sync();
}

const row = (text) => office.page.locator("[data-row]", { hasText: text });

chapter("nothing to do says so", async () => {
  await office.to("/office/");
  await office.page.getByText("Alles erledigt").waitFor();
  assert.deepEqual(await office.violations(), []);
  await office.picture("todo-empty");
  await office.to("/office/reports");
  await office.page.getByText("Noch keine Meldung").waitFor();
  assert.deepEqual(await office.violations(), []);
});

chapter("each reason stands in its place, with its next step", async () => {
  report(anna, "needles", "--at", "51.6005,7.3006,8");
  report(anna, "graffiti", "--at", "51.6012,7.3011,8", "--note", "Auf der Mauer");
  report(anna, "litter");
  report(anna, "broken_glass", "--at", "51.6020,7.3040,8", "--photo", photo, "--person-in-photo");
  report(anna, "illegal_dumping", "--at", "51.5985,7.3016,8", "--note", "Ein rotes Sofa", "--photo", photo);
  report(ben, "illegal_dumping", "--at", "51.59851,7.30161,8", "--note", "Sofa vor dem Haus");
  const locked = new Pocket(world, { name: "Handy 3", person: "Ben" });
  locked.run("report", "--category", "litter", "--at", "51.6,7.3,8", "--note", "<b>Nicht fett</b>");
  world.command("devices", "revoke", "Handy 3");
  try {
    locked.sync();
  } catch {
    // A locked phone is told so.
  }
  days("UPDATE devices SET last_seen = '2026-01-05' WHERE label = 'Handy Ben'");

  await office.to("/office/");
  await office.page.locator("[data-row]").first().waitFor();
  const steps = await office.page.locator("[data-row]").evaluateAll((rows) =>
    rows.map((row) => [row.querySelector(".chip:not(.words *)").textContent.trim(), row.querySelector(".step a").getAttribute("href").replace(/[0-9a-f-]{36}/g, "…")]),
  );
  const reasons = steps.map(([why]) => why.replace(/\s+/g, " "));
  assert.ok(reasons[0].startsWith("Dringend"), reasons.join(", "));
  const expected = { Dringend: "#confirm", Zurückgehalten: "#held", "Ort unbekannt": "#place", Mensch: "#photos", "Doppelt?": "/compare/…", Geparkt: "/office/parked/", "Lange nicht da": "/office/phones" };
  for (const [why, step] of Object.entries(expected)) {
    const found = steps.find(([reason]) => reason.startsWith(why));
    assert.ok(found, `${why} in ${reasons.join(", ")}`);
    assert.ok(found[1].includes(step), `${why}: ${found[1]}`);
  }
  // A phone is seen on a day, never at a time; and somebody can be called.
  assert.match(await row("Handy Ben").locator(".figure").textContent(), /zuletzt da am 05\.01\.2026$/);
  assert.equal(await row("Spritze").locator("a.call").getAttribute("href"), "tel:03023125201");
  assert.deepEqual(await office.violations(), []);
  await office.picture("todo");
  await office.page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await office.overflow(), 0);
  await office.page.setViewportSize({ width: 1400, height: 900 });
  assert.deepEqual(office.errors, []);
});

chapter("a reason can be chosen, and stands in the address", async () => {
  await office.page.locator(".pick", { hasText: "Ort unbekannt" }).click();
  await office.page.waitForURL(/why=place/);
  assert.equal(await office.page.locator("[data-row]").count(), 1);
  await office.page.locator(".pick", { hasText: "Alle" }).click();
  await office.page.waitForURL(/office\/$/);
});

chapter("what was parked is read, and taken over or dropped", async () => {
  await row("Geparkt").first().locator(".step a").click();
  await office.page.waitForURL(/parked/);
  await office.page.getByText("Das Handy ist gesperrt.").waitFor();
  assert.deepEqual(await office.violations(), []);
  await office.picture("parked");
  await office.page.getByRole("button", { name: "Übernehmen" }).click();
  await office.page.waitForURL(/said=released/);
  assert.equal(await row("Geparkt").count(), 0);
  assert.equal(world.count("reports WHERE note = '<b>Nicht fett</b>'"), 1);
});

chapter("a phone that was asked after is out of the list", async () => {
  await row("Handy Ben").getByRole("button", { name: "Nachgefragt" }).click();
  await office.page.waitForURL(/said=asked/);
  assert.equal(await row("Handy Ben").count(), 0);
});

chapter("whatever a phone is called, it stays a name", async () => {
  const name = `<img src=x onerror=alert(1)>\u202eynnA ${"Handy".repeat(20)} 🧹`;
  const odd = new Pocket(world, { name, person: "Ben" });
  days("UPDATE devices SET last_seen = NULL WHERE label LIKE '<img%'");
  await office.to("/office/?why=phone");
  await row("<img src=x").waitFor();
  assert.deepEqual(await office.violations(), []);
  await office.page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await office.overflow(), 0);
  await office.page.setViewportSize({ width: 1400, height: 900 });
  await office.to("/office/?why=%3Cb%3E&page=99999999&said=x");
  await office.to("/office/reports?text=%22%20OR%20*%20NEAR(&state=nonsense&category=%3Cb%3E&page=4294967295");
  await office.page.getByText("Nichts gefunden").waitFor();
  odd.sync();
  assert.deepEqual(office.errors, []);
});

chapter("searches and filters stand in the address", async () => {
  await office.to("/office/reports");
  await office.page.fill("#text", "sofa");
  await office.page.keyboard.press("Enter");
  await office.page.waitForURL(/text=sofa/);
  await until(async () => (await office.page.locator("[data-row]").count()) === 2, "two sofas");
  // A filter that is chosen renews list and map in place.
  await office.page.evaluate(() => (self.same = true));
  await office.page.selectOption("#category", "graffiti");
  await office.page.waitForURL(/category=graffiti/);
  await office.page.getByText("Nichts gefunden").waitFor();
  await office.page.fill("#text", "");
  await office.page.selectOption("#category", "illegal_dumping");
  await office.page.locator('.map[data-shown="2"]').waitFor();
  await until(async () => (await office.page.locator("[data-row]").count()) === 2, "dumped things alone");
  assert.ok(await office.page.evaluate(() => self.same), "it is the same page");
  await office.page.getByRole("link", { name: "Alle zeigen" }).click();
  await office.page.waitForURL(/reports$/);
  await office.page.fill("#text", "sofa");
  await office.page.keyboard.press("Enter");
  await until(async () => (await office.page.locator("[data-row]").count()) === 2, "two sofas again");
  const number = (await office.page.locator("[data-row] .number").first().textContent()).trim();
  const district = await office.page.locator("#district option").nth(1).getAttribute("value");
  for (const [query, count] of [[number, 1], [String(Number(number.slice(3))), 1], ["gibtesnicht", 0]]) {
    await office.to(`/office/reports?text=${query}`);
    assert.equal(await office.page.locator("[data-row]").count(), count, query);
  }
  await office.to(`/office/reports?category=illegal_dumping&district=${encodeURIComponent(district)}`);
  assert.equal(await office.page.locator("#district").inputValue(), district);
  assert.equal(await office.page.locator("#category").inputValue(), "illegal_dumping");
  assert.ok((await office.page.locator("[data-row]").count()) > 0);
});

chapter("the map shows the same reports", async () => {
  await office.to("/office/reports?category=illegal_dumping");
  const map = office.page.locator(".map");
  await office.page.locator('.map[data-shown="2"]').waitFor();
  await office.to("/office/reports");
  await until(async () => Number(await map.getAttribute("data-shown")) === world.count("reports WHERE lat IS NOT NULL"), "all spots");
  const first = office.page.locator("[data-spot]").first();
  await first.locator("a").focus();
  assert.equal(await map.getAttribute("data-chosen"), await first.getAttribute("id"));
  await map.getByRole("button", { name: "Näher heran" }).click();
  assert.deepEqual(await office.violations(), []);
  await new Promise((resolve) => setTimeout(resolve, 800));
  await office.picture("reports");
  await office.page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await office.overflow(), 0);
  await office.page.setViewportSize({ width: 1400, height: 900 });
  assert.deepEqual(office.errors, []);
});

chapter("a spot opens its report", async () => {
  await office.to("/office/reports?category=graffiti");
  await office.page.locator('.map[data-shown="1"]').waitFor();
  const [lat, lon] = (await office.page.locator("[data-spot]").getAttribute("data-spot")).split(",").map(Number);
  // Where it is drawn is the map's business: the pointer looks for it.
  const box = await office.page.locator(".map").boundingBox();
  const ground = await (await office.page.request.get(`${world.url}/office/map/ground`)).json();
  assert.ok(ground.features.length > 10 && lat > 51 && lon > 7);
  await office.page.locator("[data-spot] a").focus();
  for (let x = 0; x < box.width && !office.page.url().includes("/reports/"); x += 12) {
    for (let y = 60; y < box.height && !office.page.url().includes("/reports/"); y += 12) {
      await office.page.mouse.move(box.x + x, box.y + y);
      await new Promise((resolve) => setTimeout(resolve, 80));
      if ((await office.page.locator(".map canvas").getAttribute("title"))?.includes("Graffiti")) {
        await office.page.mouse.click(box.x + x, box.y + y);
        await office.page.waitForURL(/reports\/[0-9a-f]/);
      }
    }
  }
  assert.match(office.page.url(), /reports\/[0-9a-f-]{36}$/);
});

chapter("keys walk, open, forward, search and help", async () => {
  const { page } = office;
  const focused = () => page.evaluate(() => document.activeElement.closest("[data-row]")?.rowIndex);
  await office.to("/office/");
  await page.keyboard.press("j");
  assert.equal(await focused(), 1);
  await page.keyboard.press("j");
  assert.equal(await focused(), 2);
  await page.keyboard.press("k");
  assert.equal(await focused(), 1);
  await page.keyboard.press("?");
  await page.locator("dialog.help kbd").first().waitFor();
  assert.deepEqual(await office.violations(), []);
  await office.page.screenshot({ path: join(ROOT, ".cache/screens/office/help-dialog.png") });
  await page.keyboard.press("j");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), 1);
  await page.keyboard.press("f");
  await page.waitForURL(/#department$/);
  await office.to("/office/");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/reports\/[0-9a-f-]{36}$/);
  await office.to("/office/reports");
  await page.keyboard.press("/");
  await page.keyboard.type("jf?");
  assert.equal(await page.locator("#text").inputValue(), "jf?");
  // Turned off, no letter does anything.
  await office.to("/office/help");
  await page.getByLabel("Tasten benutzen").uncheck();
  await office.to("/office/");
  await page.keyboard.press("j");
  assert.equal(await focused(), undefined);
  await office.to("/office/help");
  await page.getByLabel("Tasten benutzen").check();
  assert.deepEqual(await office.violations(), []);
  await office.picture("help");
});

chapter("new ones appear by themselves; focus and place stay", async () => {
  const { page } = office;
  await office.to("/office/");
  const held = page.locator("[data-row]", { hasText: "Graffiti" }).locator(".what");
  await held.focus();
  report(ben, "needles", "--at", "51.6031,7.3066,8");
  await page.getByText("Neu in der Liste: 1").waitFor({ state: "attached", timeout: 20000 });
  assert.ok(await held.evaluate((link) => link === document.activeElement));
  assert.equal(await page.locator(".bar [aria-current] .count").textContent(), String(await page.locator("[data-row]").count()));
});

chapter("whoever is signed out is told, and nothing else happens", async () => {
  const { page } = office;
  days("DELETE FROM sessions");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByText("Neues kommt nicht mehr von selbst").waitFor();
  assert.match(page.url(), /office\/$/);
  assert.deepEqual(office.errors, []);
});

chapter("without scripts everything works but the map, which says so", async () => {
  const plain = await Office.open(world, "reviewer", { name: "frau_plain", javaScriptEnabled: false });
  await plain.to("/office/");
  assert.ok((await plain.page.locator("[data-row]").count()) > 3);
  await plain.to("/office/reports?text=sofa");
  assert.equal(await plain.page.locator("[data-row]").count(), 2);
  await plain.page.getByText("Die Karte braucht JavaScript").waitFor();
  await plain.page.locator(".bar").getByText("Tasten und Hilfe").click();
  await plain.page.waitForURL(/help/);
});
