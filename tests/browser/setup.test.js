// Setting a city up in pages alone: from an empty server to the first report in a digest, and what changes later.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { join } from "node:path";
import { Office, PASSWORD, Pocket, SIZES } from "./office.js";
import { chapters, ROOT, until, World } from "./world.js";

/** What must neither run nor break a page: markup, a very long word, text that turns around, emoji. */
const EVIL = `"><img src=x onerror=alert(1)> ${"Donaudampfschiff".repeat(6)} \u202Egpj.exe 👩‍👧🧹 ${"x".repeat(40)}`.slice(0, 190);
const PAGES = ["start", "departments", "rules", "categories", "areas", "phones", "persons", "teams", "notices", "directory", "chores", "things", "recipients", "account"];

let world, chef, pocket;
before(async () => {
  world = await World.begin({ city: false });
  chef = await Office.open(world, "admin", { name: "chef" });
});
after(() => world.end());
const chapter = chapters(() => world);

/** Fills a form by its fields' names and sends it. */
async function fill(office, fields, button = "Speichern") {
  const { page } = office;
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name="${name}"]`).first();
    const folded = field.locator("xpath=ancestor::details[not(@open)]/summary");
    if (await folded.count()) await folded.click();
    const kind = await field.evaluate((element) => element.type);
    if (kind === "checkbox") await field.setChecked(Boolean(value));
    else if (kind === "radio") await page.locator(`main [name="${name}"][value="${value}"]`).check({ force: true });
    else if (kind.startsWith("select")) await field.selectOption(value);
    else await field.fill(String(value));
  }
  await page.locator("main").getByRole("button", { name: button, exact: true }).first().click();
}

async function add(office, sheet, fields, button) {
  await office.to(`/office/${sheet}/new`);
  await fill(office, fields, button);
  await office.page.locator("main [role=status]").waitFor();
}

/** Nothing ran, nothing is cut off, and axe finds nothing. */
async function sound(office, what) {
  assert.deepEqual(await office.violations(), [], what);
  await office.page.setViewportSize(SIZES.phone);
  assert.equal(await office.overflow(), 0, `${what} on a phone`);
  await office.page.setViewportSize(SIZES.office);
}

const step = (title) => chef.page.locator(".steps li", { has: chef.page.getByRole("heading", { name: title, exact: true }) });

chapter("whoever runs the office begins at the checklist, where nothing is done", async () => {
  assert.match(chef.page.url(), /\/office\/start$/);
  await chef.page.getByText("0 von 12 erledigt").waitFor();
  await sound(chef, "start, empty");
  await chef.picture("start-empty");
});

chapter("city, team, person, department, categories and rules", async () => {
  await fill(chef, { name: "Neustadt", zone: "Europe/Berlin" });
  await chef.page.getByText("1 von 12 erledigt").waitFor();
  assert.match(await (await fetch(`${world.url}/?lang=de`)).text(), /Neustadt/, "at once");
  await add(chef, "teams", { name: "Süd-West" });
  await add(chef, "persons", { name: "Berta", team: "sued-west" });
  await add(chef, "departments", { name: "Grünflächenamt", short: "Grünamt", article: "das", email: "gruen@example.org", duty_phone: "030 23125 001", hour: "06:30", days: "daily" });
  await chef.to("/office/categories");
  await chef.picture("categories-empty");
  await fill(chef, {}, "Startset übernehmen");
  await chef.page.getByText("15 Einträge sind neu.").waitFor();
  await chef.to("/office/rules");
  await chef.page.locator("summary", { hasText: "Vorschlag" }).click();
  await fill(chef, { department: "gruenflaechenamt" }, "Vorschlag: eine Regel für jede Kategorie");
  await chef.page.getByText("15 Einträge sind neu.").waitFor();
  await sound(chef, "rules");
  await chef.picture("rules");
});

chapter("who reads urgent mail: contacts with hours, and a sentence where nobody would read at night", async () => {
  await chef.to("/office/departments");
  await chef.page.getByRole("link", { name: "Grünflächenamt" }).click();
  const lead = { "duty.0.name": "Einsatzleitung", "duty.0.email": "tag@gruen.example.org", "duty.0.day1": true, "duty.0.day2": true, "duty.0.from": "07:00", "duty.0.to": "16:00" };
  await fill(chef, lead);
  await chef.page.getByText("Der letzte Kontakt muss immer da sein.").waitFor();
  await sound(chef, "contacts, refused");
  await chef.picture("contacts-refused");
  await fill(chef, { "duty.1.name": "Leitstelle", "duty.1.email": "leitstelle@gruen.example.org", "duty.1.always": true, confirm_minutes: 10 });
  await chef.page.locator("main [role=status]").waitFor();
  await chef.page.getByRole("group", { name: "2. Kontakt: Leitstelle" }).waitFor();
  await sound(chef, "contacts");
  await chef.picture("contacts");
  await fill(chef, { "duty.1.name": "", "duty.1.email": "", "duty.0.always": true });
  await chef.page.locator("main [role=status]").waitFor();
  assert.equal(await chef.page.getByRole("group", { name: /Leitstelle/ }).count(), 0);
});

chapter("areas from the file that the city publishes", async () => {
  await chef.to("/office/areas");
  await chef.page.locator("#file").setInputFiles(join(ROOT, "assets/city/districts.geojson"));
  await fill(chef, { layer: "stadtteile" }, "Gebiete einlesen");
  await chef.page.locator("main [role=status]").filter({ hasText: /Gebiete sind neu/ }).waitFor();
  await sound(chef, "areas");
  await chef.picture("areas");
  await chef.page.locator("#file").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{") });
  await fill(chef, { layer: "stadtteile" }, "Gebiete einlesen");
  await chef.page.getByRole("alert").waitFor();
  chef.errors.length = 0; // Chromium logs the 422 itself.
});

chapter("the first phone joins by a code that is shown once, and its report is in a digest", async () => {
  await chef.to("/office/phones");
  await fill(chef, { label: "Handy A", team: "sued-west" }, "Handy einladen");
  await chef.page.locator(".qr svg").waitFor();
  await sound(chef, "invitation");
  await chef.picture("invitation");
  const code = await chef.page.locator("#secret").textContent();
  pocket = new Pocket(world, { name: "Handy A", person: "Berta", code });
  pocket.run("report", "--category", "litter", "--at", "51.6005,7.3006,8");
  pocket.sync();
  await chef.to("/office/departments");
  await chef.page.getByRole("link", { name: "Grünflächenamt" }).click();
  await fill(chef, {}, "Jetzt schicken");
  await chef.page.getByText("1 E-Mail ist verschickt.").waitFor();
  assert.equal(world.sent("gruen@example.org").length, 1);
  await sound(chef, "department");
  await chef.picture("department");
  await chef.to("/office/start");
  await chef.page.getByText("10 von 12 erledigt").waitFor();
  assert.equal(await step("Erste Meldung").getByText("Erledigt").count(), 1);
  await sound(chef, "start");
  await chef.picture("start");
  assert.deepEqual(chef.errors, []);
});

chapter("a category gets the city's own name, on the phone and in the mail, and a new one its code", async () => {
  await chef.to("/office/categories");
  await chef.page.getByRole("link", { name: "Müll", exact: false }).first().click();
  await fill(chef, { name: "Wilder Abfall" });
  await chef.page.locator("main [role=status]").waitFor();
  await chef.picture("category");
  await sound(chef, "category");
  await add(chef, "categories", { name: "Ratten", icon: "skull", order: 20, hazard: true, call: "gruenflaechenamt" });
  pocket.sync();
  pocket.run("report", "--category", "ratten", "--at", "51.6005,7.3006,8");
  pocket.run("report", "--category", "litter", "--at", "51.6009,7.3016,8");
  pocket.sync();
  await chef.to("/office/departments");
  await chef.page.getByRole("link", { name: "Grünflächenamt" }).click();
  await fill(chef, {}, "Jetzt schicken");
  await until(() => world.sent("gruen@example.org").some((mail) => mail.includes("Wilder Abfall")), "the mail says what the city says");
});

chapter("two people write into the same record: the second one loses nothing", async () => {
  await chef.to("/office/teams");
  await chef.page.getByRole("link", { name: "Süd-West" }).click();
  const late = await chef.page.context().newPage();
  await late.goto(chef.page.url());
  await fill(chef, { name: "Süd und West" });
  await chef.page.locator("main [role=status]").waitFor();
  await fill({ page: late }, { name: "Südwest" });
  await late.getByText("Inzwischen hat jemand anderes das geändert.").waitFor();
  assert.equal(await late.locator("#f-name").inputValue(), "Südwest");
  await late.getByText("„Süd und West“").waitFor();
  await fill({ page: late }, {});
  await late.locator("main [role=status]").waitFor();
  await fill({ page: late }, {}, "Rückgängig");
  await late.getByText("Zurückgenommen").waitFor();
  assert.equal(await late.locator("#f-name").inputValue(), "Süd und West");
  await late.close();
  chef.errors.length = 0;
});

chapter("a rule is tried on last month's reports before it holds", async () => {
  await add(chef, "departments", { name: "Ordnungsamt", short: "Ordnung", email: "ordnung@example.org", hour: "07:00", days: "workdays" });
  await chef.to("/office/rules/new");
  await fill(chef, { name: "Abfall zum Ordnungsamt", category: "litter", department: "ordnungsamt", priority: 50 }, "Prüfen, was sich ändert");
  await chef.page.getByText("2 von 3 Meldungen des letzten Monats wären woanders hingegangen.").waitFor();
  await sound(chef, "trial");
  await chef.picture("rule-trial");
  assert.equal(world.count("records WHERE kind = 'rule'"), 15, "nothing is written");
  await fill(chef, {});
  await chef.page.locator("main [role=status]").waitFor();
  assert.equal(world.count("records WHERE kind = 'rule'"), 16);
  await chef.page.getByRole("button", { name: "Beenden" }).click();
  await chef.page.locator("main [role=status]").getByText("Beendet").waitFor();
});

chapter("what is wrong is said at its field, and what was typed stays", async () => {
  await chef.to("/office/departments/new");
  await chef.page.locator("form.card").evaluate((form) => (form.noValidate = true));
  await fill(chef, { name: "Amt", short: "", email: "kein Punkt", hour: "25:00".slice(0, 0), days: "daily" });
  await chef.page.getByText("Das ist keine E-Mail-Adresse.").waitFor();
  assert.equal(await chef.page.locator("#f-name").inputValue(), "Amt");
  await sound(chef, "department with mistakes");
  await chef.picture("department-wrong");
  chef.errors.length = 0;
});

chapter("notice and directory are shown as on the phone before they are saved", async () => {
  await chef.to("/office/notices/new");
  await fill(chef, { title: "Straßenfest am Markt", text: "Am Samstag ist der Markt voll.\nBitte früh gehen." }, "Vorschau");
  await chef.page.locator(".on-phone").getByText("Bitte früh gehen.").waitFor();
  await chef.picture("notice-preview");
  await sound(chef, "notice");
  await fill(chef, {});
  await chef.page.locator("main [role=status]").waitFor();
  await add(chef, "directory", { name: "Schuldnerberatung", "offers.debt_advice": true, phone: "030 23125 002", hours: "Mo bis Fr" });
  await sound(chef, "directory");
  await chef.picture("directory");
});

chapter("a forgotten PIN, and a phone that is lost", async () => {
  await chef.to("/office/persons");
  await chef.page.getByRole("link", { name: "Berta" }).click();
  await fill(chef, {}, "Code erstellen");
  assert.match(await chef.page.locator("#secret").textContent(), /^\d{8}$/);
  await sound(chef, "PIN");
  await chef.to("/office/phones");
  await chef.page.getByRole("link", { name: "Handy A" }).click();
  await fill(chef, { label: "Handy Alpha" });
  await chef.page.getByText("Gespeichert").waitFor();
  await chef.page.locator("summary", { hasText: "Handy sperren" }).click();
  await fill(chef, {}, "Ja, sperren");
  await chef.page.getByText("Das Handy ist gesperrt.").waitFor();
  await sound(chef, "phone, locked");
  await chef.picture("phone-locked");
  pocket.run("report", "--category", "litter", "--at", "51.6005,7.3006,8");
  try {
    pocket.sync();
  } catch {
    // A locked phone says so.
  }
  await fill(chef, {}, "Nachgereichtes freigeben");
  await chef.page.locator("main [role=status]").waitFor();
  const deeds = world.rows("SELECT deed FROM deeds").flat();
  for (const deed of ["city_renamed", "areas_imported", "device_invited", "digest_sent", "pin_reset", "device_described", "device_revoked", "device_released"]) {
    assert.ok(deeds.includes(deed), deed);
  }
});

chapter("accounts: made, used, given another role, closed; the last administrator stays", async () => {
  await chef.to("/office/accounts");
  await fill(chef, { name: "Rita", role: "reviewer" }, "Konto anlegen");
  const password = await chef.page.locator("#secret").textContent();
  const rita = new Office(world);
  rita.browser = chef.browser;
  rita.close = async () => {};
  rita.page = await (await chef.browser.newContext({ viewport: SIZES.office, locale: "de-DE" })).newPage();
  const signIn = async (secret) => {
    await rita.to("/office/login");
    await rita.page.fill("#name", "Rita");
    await rita.page.fill("#password", secret);
    await rita.page.click("main button");
  };
  await signIn(password);
  await rita.page.waitForURL(/office\/$/);
  await rita.to("/office/account");
  await fill(rita, { old: "falsch", new: PASSWORD, again: PASSWORD });
  await rita.page.getByText("Das alte Passwort stimmt nicht.").waitFor();
  await fill(rita, { old: password, new: PASSWORD, again: PASSWORD });
  await rita.page.getByText("Das Passwort ist geändert.").waitFor();
  await sound(rita, "account");
  await rita.picture("account");
  assert.equal((await rita.page.goto(`${world.url}/office/accounts`)).status(), 403);
  assert.equal((await rita.page.goto(`${world.url}/office/rules/new`)).status(), 403);

  await chef.to("/office/accounts");
  const card = (name) => chef.page.locator(".accounts li", { hasText: name });
  await card("Rita").locator("summary").click();
  await card("Rita").locator("select").selectOption("lead");
  await card("Rita").getByRole("button", { name: "Rolle ändern" }).click();
  await chef.page.getByText("Die Rolle ist geändert.").waitFor();
  assert.equal((await rita.page.goto(`${world.url}/office/rules/new`)).status(), 200, "from the next click on");
  await sound(chef, "accounts");
  await chef.picture("accounts");
  await card("Rita").locator("summary").click();
  await card("Rita").getByRole("button", { name: "Konto schließen" }).click();
  await chef.page.getByText("Das Konto ist geschlossen.").waitFor();
  await rita.to("/office/account");
  assert.match(rita.page.url(), /login/);
  await signIn(PASSWORD);
  await rita.page.getByText("Name oder Passwort stimmt nicht.").waitFor();
  await card("chef").locator("summary").click();
  await card("chef").getByRole("button", { name: "Konto schließen" }).click();
  await chef.page.getByText("Das ist das letzte Konto der Verwaltung.", { exact: false }).waitFor();
  await chef.to("/office/start");
  assert.match(chef.page.url(), /start/);
  chef.errors.length = 0;
});

chapter("a task goes to a team and comes back", async () => {
  const lead = await Office.open(world, "lead");
  const walker = new Pocket(world, { name: "Handy B", team: "sued-west", person: "Berta" });
  await add(lead, "tasks", { text: "Bitte die Bank am Markt ansehen.", team: "sued-west", place: "51.6,7.3", until: "2099-01-01" });
  const at = lead.page.url().split("?")[0];
  walker.sync();
  const task = walker.run("tasks");
  walker.run("task", task.id, "seen");
  walker.sync();
  await lead.page.goto(at);
  await sound(lead, "task");
  await lead.to("/office/tasks");
  await lead.page.getByText("Gesehen").waitFor();
  await lead.picture("tasks");
  await lead.page.goto(at);
  await fill(lead, {}, "Beenden");
  await lead.page.locator("main [role=status]").waitFor();
  walker.sync();
  assert.equal(walker.run("tasks"), null);
  assert.deepEqual(lead.errors, []);
});

chapter("hostile names run nothing and break no page, in both languages", async () => {
  await add(chef, "teams", { name: EVIL });
  const team = world.rows("SELECT body ->> '$.fields.code.value' FROM records WHERE kind = 'team'").flat().at(-1);
  await add(chef, "departments", { name: EVIL, short: EVIL, email: "evil@example.org", hour: "07:00", days: "daily" });
  await add(chef, "persons", { name: EVIL, team });
  await add(chef, "categories", { name: EVIL, icon: "skull" });
  await add(chef, "notices", { title: EVIL, text: EVIL });
  await add(chef, "directory", { name: EVIL, text: EVIL, hours: EVIL });
  await chef.to("/office/rules/new");
  await fill(chef, { name: EVIL, category: "litter" }, "Prüfen, was sich ändert");
  await fill(chef, {});
  await chef.page.locator("main [role=status]").waitFor();
  await chef.to("/office/phones");
  await fill(chef, { label: EVIL.slice(0, 60), team }, "Handy einladen");
  await sound(chef, "hostile invitation");
  await chef.to("/office/accounts");
  await fill(chef, { name: EVIL.slice(0, 60), role: "auditor" }, "Konto anlegen");
  for (const language of ["de", "en"]) {
    await chef.to(`/office/account?lang=${language}`);
    for (const name of [...PAGES, "accounts"]) {
      await chef.to(`/office/${name}`);
      await sound(chef, `${name} (${language})`);
      await chef.picture(`hostile-${name}-${language}`);
      const first = chef.page.locator(".set-up a", { hasText: "<img" }).first();
      if (await first.count()) {
        await first.click();
        await sound(chef, `${name}, one (${language})`);
      }
    }
  }
  await chef.to("/office/account?lang=de");
  assert.equal(await chef.page.locator('img[src="x"]').count(), 0);
  assert.deepEqual(chef.errors, []);
});

chapter("without JavaScript every form works", async () => {
  const plain = await Office.open(world, "admin", { name: "plain", javaScriptEnabled: false });
  await plain.to("/office/teams/new");
  await plain.page.fill("#f-name", "Ohne Skript");
  await plain.page.click("form.card button");
  await plain.page.locator("main [role=status]").waitFor();
  await plain.to("/office/rules/new");
  await plain.page.fill("#f-name", "Alles");
  await plain.page.selectOption("#f-category", "*");
  await plain.page.click("form.card button");
  await plain.page.getByText("Meldungen des letzten Monats", { exact: false }).waitFor();
});
