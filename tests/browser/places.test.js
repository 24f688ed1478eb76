// Rounds are planned, walked and seen: stops from a file, a route in versions, a workday's track, what was missed, where rubbish
// comes back, an area that is redrawn, the report of a month, and what the auditor reads.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Office, Pocket } from "./office.js";
import { chapters, ROOT, until, World } from "./world.js";

const TRACK = join(ROOT, "../shared/data/tracks/workday-paderborn.gpx");
/** The market of Musterstadt. */
const MARKET = [51.6, 7.3];
const DAY = 86_400_000;
const day = (back) => new Date(Date.now() - back * DAY).toISOString().slice(0, 10);

let world, lead, pocket;
before(async () => {
  world = await World.begin();
  world.command("areas", "import", join(ROOT, "assets/city/districts.geojson"), "--layer", "districts", "--id-field", "id", "--name-field", "name");
  lead = await Office.open(world, "lead", { name: "frau_kaya" });
  pocket = new Pocket(world, { name: "Handy Anna" });
});
after(() => world.end());
const chapter = chapters(() => world);

/** What happens to the database beside us: days have passed. */
function change(sql) {
  const write = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=20); c.execute(sys.argv[2]); c.commit()";
  execFileSync("python3", ["-c", write, join(world.data, "kuemmerer.db"), sql]);
}

async function sound(office, what) {
  assert.deepEqual(await office.violations(), [], what);
  await office.picture(what.replace(/\W+/g, "-"));
  for (const size of [{ width: 360, height: 740 }, { width: 700, height: 450 }]) {
    await office.page.setViewportSize(size);
    assert.equal(await office.overflow(), 0, `${what} at ${size.width} pixels`);
  }
  await office.page.setViewportSize({ width: 1400, height: 900 });
}

const save = (office) => office.page.locator("main").getByRole("button", { name: "Speichern", exact: true }).last().click();
const said = (office, text) => office.page.locator("main [role=status]").filter({ hasText: text }).waitFor();

/** A way of a workday, moved to Musterstadt and to a day: points as [lat, lon], and the file. */
function workday(back) {
  let points, text;
  if (existsSync(TRACK)) {
    text = readFileSync(TRACK, "utf8");
    points = [...text.matchAll(/<trkpt lat="([^"]+)" lon="([^"]+)"/g)].map(([, lat, lon]) => [Number(lat), Number(lon)]);
    const [north, east] = [MARKET[0] - points[0][0], MARKET[1] - points[0][1]];
    const moved = Math.round((Date.parse(`${day(back)}T00:00:00Z`) - Date.parse("2013-08-15T00:00:00Z")) / DAY);
    text = text
      .replace(/lat="([^"]+)" lon="([^"]+)"/g, (_, lat, lon) => `lat="${(Number(lat) + north).toFixed(9)}" lon="${(Number(lon) + east).toFixed(9)}"`)
      .replace(/<time>(2013[^<]+)<\/time>/g, (_, time) => `<time>${new Date(Date.parse(time) + moved * DAY).toISOString()}</time>`);
    points = points.map(([lat, lon]) => [lat + north, lon + east]);
  } else {
    // Without the shared tracks: an hour on foot through the town.
    points = Array.from({ length: 1_200 }, (_, n) => [MARKET[0] + n * 0.00003, MARKET[1] + Math.sin(n / 90) * 0.002]);
    const fixes = points.map(([lat, lon], n) => `<trkpt lat="${lat}" lon="${lon}"><time>${new Date(Date.parse(`${day(back)}T07:00:00Z`) + n * 3000).toISOString()}</time></trkpt>`);
    text = `<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${fixes.join("")}</trkseg></trk></gpx>`;
  }
  const file = join(world.folder, "workday.gpx");
  writeFileSync(file, text);
  return { points, file };
}

let way;
const NAMES = Array.from({ length: 12 }, (_, n) => `Probe ${String(n + 1).padStart(2, "0")}`);
/** These two lie half a kilometre beside the way. */
const BESIDE = [4, 8];

function stopsFile(names, move = 0) {
  const features = names.map((name, n) => {
    const [lat, lon] = way.points[Math.floor(((n + 1) * way.points.length) / 14)];
    const off = BESIDE.includes(n) ? 0.08 : 0;
    return { type: "Feature", properties: { nr: `P${n + 1}`, bezeichnung: name, art: n % 2 ? "Park" : "Spielplatz" }, geometry: { type: "Point", coordinates: [lon + off + (n === 0 ? move : 0), lat] } };
  });
  return { name: "stopps.geojson", mimeType: "application/geo+json", buffer: Buffer.from(JSON.stringify({ type: "FeatureCollection", features })) };
}

async function takeStops(file, expected) {
  const { page } = lead;
  await lead.to("/office/stops/import");
  await page.locator("#file").setInputFiles(file);
  const fields = page.locator("main details:not([open]) > summary").filter({ hasText: /Feld/ });
  if (await fields.count()) await fields.click();
  await page.fill("#kind_field", "art");
  await page.getByRole("button", { name: "Zeigen, was sich ändert" }).click();
  for (const text of expected) await said(lead, text);
}

chapter("stops come from a file: first what would change, then it happens, and again it corrects", async () => {
  way = workday(1);
  await takeStops(stopsFile(NAMES), ["12 Stopps sind neu"]);
  assert.equal(world.count("records WHERE kind = 'stop' AND body ->> '$.fields.foreign_id.value' IS NOT NULL"), 0, "nothing is saved yet");
  await sound(lead, "stops-dry-run");
  await lead.page.getByRole("button", { name: "So übernehmen" }).click();
  await said(lead, "12 Stopps sind neu oder geändert");
  await takeStops(stopsFile(["Probe 1 neu", ...NAMES.slice(1, 11)]), ["1 Stopp ändert sich", "10 Stopps bleiben", "1 Stopp fehlt in der Datei"]);
  await takeStops(stopsFile(NAMES), ["12 Stopps bleiben"]);
  await takeStops({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{") }, []).catch(() => {});
  await lead.page.getByRole("alert").waitFor();
  lead.errors.length = 0; // Chromium logs the 422 itself.
});

chapter("a route is planned: stops in order by buttons and on the map, days, a team", async () => {
  const { page } = lead;
  await lead.to("/office/routes/new");
  await page.fill('[name="name"]', "Probestrecke");
  await page.selectOption('[name="team"]', "nord");
  for (let n = 1; n <= 7; n += 1) await page.check(`[name="weekdays.${n}"]`);
  await page.fill('[name="valid_from"]', "2020-01-01");
  for (const name of [NAMES[1], NAMES[0], ...NAMES.slice(2)]) {
    await page.selectOption("#f-add", { label: `${name} (${NAMES.indexOf(name) % 2 ? "Park" : "Spielplatz"})` });
    await page.getByRole("button", { name: "Dazu", exact: true }).click();
    await page.locator(".way li", { hasText: name }).waitFor();
  }
  assert.equal(await page.inputValue('[name="name"]'), "Probestrecke", "what was typed stays");
  await page.getByRole("button", { name: `${NAMES[0]} früher` }).click();
  await page.locator(".way li").first().filter({ hasText: NAMES[0] }).waitFor();
  await page.locator(".map[data-ready]").waitFor({ timeout: 60_000 });
  await sound(lead, "route");
  await save(lead);
  await said(lead, "Gespeichert");
  const stops = JSON.parse(world.rows("SELECT body FROM records WHERE kind = 'route' AND body ->> '$.fields.code.value' = 'probestrecke'")[0][0]).fields.stops.value;
  assert.equal(stops.length, 12);
});

chapter("a new version holds from a day on; the phone sees the version of the day", async () => {
  const { page } = lead;
  await page.fill("#from", day(-7));
  await page.getByRole("button", { name: "Neue Fassung anlegen" }).click();
  await said(lead, "Das ist die neue Fassung");
  await page.getByRole("button", { name: `${NAMES[11]} herausnehmen` }).click();
  await page.locator(".way li", { hasText: NAMES[11] }).waitFor({ state: "detached" });
  await save(lead);
  await said(lead, "Gespeichert");
  await lead.to("/office/routes");
  assert.equal(await page.locator("tr", { hasText: "Probestrecke" }).count(), 2);
  await sound(lead, "routes");
  pocket.sync();
  const mine = pocket.run("routes").filter(({ name }) => name === "Probestrecke");
  assert.deepEqual(mine.map(({ today, stops }) => [today, stops]), [[true, 12]], "one version, that of today");
});

chapter("it is walked with a workday's track, two stops are skipped, and the office sees which", async () => {
  // Three of the team are at work since a while; with fewer, nothing would be shown.
  const { page } = lead;
  await lead.to("/office/persons/new");
  await page.fill('[name="name"]', "Probe-Person");
  await page.selectOption('[name="team"]', "nord");
  await save(lead);
  await said(lead, "Gespeichert");
  change(`UPDATE changes SET received_at = received_at - ${400 * DAY} WHERE kind = 'person'`);
  const walked = pocket.run("patrol", "--gpx", way.file, "--route", "probestrecke");
  assert.deepEqual([walked.stops_done, walked.stops_total], [10, 12]);
  pocket.sync();
  await lead.to(`/office/places?from=${day(1)}&to=${day(1)}`);
  const row = (name) => page.locator("section[aria-labelledby=stops] tr", { hasText: name });
  const holiday = (await row(NAMES[0]).textContent()).includes("–");
  if (!holiday) {
    for (const n of BESIDE) assert.match(await row(NAMES[n]).textContent(), /noch nie.*0 \/ 1/s);
    for (const n of [0, 5, 11]) assert.match(await row(NAMES[n]).textContent(), /1 \/ 1/);
    // The town's other ways were not walked at all.
    assert.match(await page.locator("header.head").textContent(), /10 von 43 Stopps geprüft/);
  }
  await page.locator(".map[data-ready]").waitFor({ timeout: 60_000 });
  await sound(lead, "places");
  assert.equal(await page.getByText(/Anna|Probe-Person/).count(), 0, "places, never persons");
});

chapter("where rubbish comes back in a year is found, and one busy day is not", async () => {
  const corner = [51.6031, 7.3042];
  const dump = ([lat, lon], n) => pocket.run("report", "--category", "illegal_dumping", "--at", `${lat + n * 0.00004},${lon},5`);
  for (let n = 0; n < 6; n += 1) dump(corner, n);
  for (let n = 0; n < 4; n += 1) dump([51.5955, 7.2915], n);
  pocket.sync();
  await until(() => world.count("reports WHERE category = 'illegal_dumping'") === 10, "all are here");
  change("UPDATE reports SET stored_at = stored_at - 50 * 86400000 * (SELECT count(*) FROM reports older WHERE older.category = 'illegal_dumping' AND older.arrival < reports.arrival AND older.lat > 51.6) WHERE category = 'illegal_dumping' AND lat > 51.6");
  await lead.to("/office/places");
  const rows = lead.page.locator("section[aria-labelledby=corners] tbody tr");
  assert.equal(await rows.count(), 1);
  assert.match(await rows.first().textContent(), /6/);
  await sound(lead, "hotspots");
});

chapter("an area that is redrawn takes no old report with it", async () => {
  const square = (name, west, east) => ({ type: "Feature", properties: { id: name, name }, geometry: { type: "Polygon", coordinates: [[[west, 51], [east, 51], [east, 52], [west, 52], [west, 51]]] } });
  const draw = (border, ...from) => {
    const file = join(world.folder, "areas.json");
    writeFileSync(file, JSON.stringify({ type: "FeatureCollection", features: [square("West", 7, border), square("Ost", border, 8)] }));
    world.command("areas", "import", file, "--layer", "halves", "--id-field", "id", "--name-field", "name", ...from);
  };
  draw(7.31);
  const of = async (area) => {
    await lead.to(`/office/activity?from=${day(365)}&to=${day(0)}&area=halves/${area}`);
    return Number(await lead.page.locator("tr", { hasText: /^Meldungen/ }).first().locator("td.figure").textContent());
  };
  const before = [await of("West"), await of("Ost")];
  assert.ok(before[0] >= 10);
  draw(7.2, "--valid-from", day(0));
  change(`UPDATE reports SET stored_at = stored_at - ${2 * DAY}`);
  pocket.run("report", "--category", "litter", "--at", "51.6,7.3,5");
  pocket.sync();
  assert.deepEqual([await of("West"), await of("Ost")], [before[0], before[1] + 1]);
});

chapter("photos of own work are released for reports, one by one", async () => {
  const { page } = lead;
  const photo = async (name, hue) => {
    const data = await page.evaluate((hue) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
      const pen = canvas.getContext("2d");
      for (let n = 0; n < 40; n += 1) {
        pen.fillStyle = `hsl(${hue + n * 4} 40% 45%)`;
        pen.fillRect((n % 8) * 80, Math.floor(n / 8) * 96, 80, 96);
      }
      return canvas.toDataURL("image/jpeg").split(",")[1];
    }, hue);
    const file = join(world.folder, name);
    writeFileSync(file, Buffer.from(data, "base64"));
    return file;
  };
  const { id } = pocket.run("report", "--category", "litter", "--at", "51.6,7.3,5", "--self-done", "--photo", await photo("before.jpg", 20), "--after", await photo("after.jpg", 120));
  pocket.sync();
  await lead.to("/office/activity");
  await page.getByText("Noch kein Foto ist freigegeben").waitFor();
  await lead.to(`/office/reports/${id}/photos`);
  const release = page.getByRole("button", { name: "Für Tätigkeitsbericht freigeben" });
  assert.equal(await release.count(), 2);
  await release.first().click();
  await page.getByText("Im Tätigkeitsbericht").first().waitFor();
  await release.first().click();
  await until(async () => (await page.getByText("Im Tätigkeitsbericht").count()) === 2, "both are released");
  await sound(lead, "photos-released");
});

chapter("the report of a year: page, table without formulas, and a tagged PDF that is looked at", async () => {
  const { page } = lead;
  for (const [command, ...rest] of [["contact", "--topic", "letters", "--outcome", "helped"], ["contact", "--topic", "fear", "--outcome", "helped"], ["referral", "--need", "debt", "--offer", "debt_advice", "--outcome", "goes"], ["visit", "--institution", "school", "--outcome", "talked"]]) pocket.run(command, ...rest);
  pocket.sync();
  await lead.to(`/office/activity?from=${day(365)}&to=${day(0)}`);
  await page.getByRole("heading", { name: "Gespräche nach Thema" }).waitFor();
  await page.getByText(/^Vorher: /).waitFor();
  await page.getByText(/^Nachher: /).waitFor();
  await sound(lead, "activity");
  const fetched = async (path) => Buffer.from(await page.evaluate(async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())], path));
  const links = await page.locator("a[href*='activity.']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const [pdf, csv] = await Promise.all(links.map(fetched));
  assert.match(csv.toString("utf8"), /^\uFEFFVon;Bis;/);
  for (const line of csv.toString("utf8").split("\r\n")) for (const cell of line.split(";")) assert.doesNotMatch(cell, /^[=+@]|^-\D/, line);
  const file = join(ROOT, ".cache/screens/office/activity.pdf");
  writeFileSync(file, pdf);
  assert.match(execFileSync("pdfinfo", [file], { encoding: "utf8" }), /Tagged:\s+yes/);
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  for (const word of ["Tätigkeitsbericht Musterstadt", "Auf einen Blick", "Gespräche nach Thema", "So wird gezählt"]) assert.ok(text.includes(word), word);
  execFileSync("pdftoppm", ["-r", "80", "-png", file, file.replace(/\.pdf$/, "")]);
  assert.ok(statSync(file).size < 2_000_000);
  for (const path of ["/office/reports.csv", "/office/reports.geojson"]) assert.ok((await fetched(path)).length > 500);
});

chapter("the auditor reads what is kept, what went and who looked, and gives one person the own data", async () => {
  world.command("retention", "--now");
  const auditor = await Office.open(world, "auditor", { name: "herr_wolf" });
  await auditor.to("/office/privacy");
  await auditor.page.getByText("nichts fällig").first().waitFor();
  await auditor.page.getByText("Meldungen als Datei geholt").first().waitFor();
  await sound(auditor, "privacy");
  await auditor.page.selectOption("#person", { label: "Anna" });
  await auditor.page.fill("#reason", "Antrag vom 3. November");
  const [download] = await Promise.all([auditor.page.waitForEvent("download"), auditor.page.getByRole("button", { name: "Datei holen" }).click()]);
  const data = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.equal(data.person.name, "Anna");
  assert.ok(data.begun.length >= 10);
  for (const name of ["processing", "phone", "server"]) {
    await auditor.to(`/office/privacy/documents/${name}`);
    await sound(auditor, `document-${name}`);
  }
  assert.deepEqual(auditor.errors, []);
  assert.deepEqual(lead.errors, []);
});
