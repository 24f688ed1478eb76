// The demo's second morning: each thing that needs a person stands in *Zu tun* once, and Frau Kaya works the list empty.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Demo } from "./demo.js";
import { Office } from "./office.js";
import { chapters } from "./world.js";

let demo, kaya;
before(async () => {
  demo = await Demo.begin();
  kaya = await Office.open(demo, "reviewer", { name: "frau_kaya", password: "musterstadt" });
});
after(() => demo.end());
const chapter = chapters(() => demo);

const press = (name) => kaya.page.locator("main").getByRole("button", { name, exact: true }).first().click();

const confirm = () => press("Fachbereich weiß Bescheid");

/** What Frau Kaya does about each reason, on the page to which its step leads. */
const STEPS = {
  "Niemand hat bestätigt: bitte anrufen": confirm,
  "Nicht zugestellt": () => press("Noch einmal schicken"),
  "Niemand zuständig": async () => {
    await kaya.page.selectOption("#f-department", "ordnung");
    await press("Zuordnen");
  },
  "Zurückgehalten": async () => {
    await kaya.page.locator("summary", { hasText: "Umleiten" }).click();
    await kaya.page.selectOption("#f-department", "tiefbau");
    await press("Zuordnen");
  },
  "Frage vom Fachbereich": async () => {
    await kaya.page.fill("#f-message", "Die EDG fragt, wo die Säcke genau liegen.");
    await press("Nachricht schicken");
  },
  "Ort unbekannt": async () => {
    await kaya.page.fill("#f-place", "51.604777, 7.312281");
    await press("Ort speichern");
  },
  "Mensch oder Kennzeichen im Bild": async () => {
    await kaya.page.locator("#photos").getByRole("link", { name: "Schwärzen", exact: true }).click();
    await kaya.page.waitForURL(/photos$/);
    await press("Nichts zu schwärzen, freigeben");
  },
  "Sprachnotiz": async () => {
    await kaya.page.fill("#f-office_text", "Hinter dem Container liegt ein Teppich. Er ist nass und schwer.");
    await press("Speichern");
  },
  "Zwei Angaben": () => press("Diese Angabe nehmen"),
  "Doppelt?": () => press("Ist dieselbe"),
  "Geparkt": async () => press("Übernehmen"),
  "Handy": () => press("Nachgefragt"),
};

/** What stands there once the parked report is taken over. */
const LATER = { "Dringend, nicht bestätigt": confirm };

chapter("each thing stands there once", async () => {
  await kaya.to("/office/");
  const picks = (await kaya.page.locator(".picks .pick").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  assert.deepEqual(picks, ["Alle 12", ...Object.keys(STEPS).map((why) => `${why} 1`)]);
  await kaya.picture("todo-demo");
  assert.deepEqual(await kaya.violations(), []);
});

chapter("the list is worked empty", async () => {
  for (let steps = 0; ; steps++) {
    await kaya.to("/office/");
    const row = kaya.page.locator("tr[data-row]").first();
    if (!(await row.count())) break;
    assert.ok(steps < 16, "the list does not get shorter");
    const why = (await row.locator("[data-label='Warum hier'] .chip").first().innerText()).trim();
    const step = STEPS[why] ?? LATER[why] ?? STEPS["Handy"];
    if (step !== STEPS["Handy"]) {
      await row.locator(".step a.button").first().click();
      await kaya.page.waitForURL(/office\/(reports|parked)\//);
    }
    await step();
    await kaya.page.waitForLoadState();
    assert.equal(await kaya.page.locator("[role=alert]").count(), 0, `${why}: ${await kaya.page.locator("main").innerText()}`);
  }
  await kaya.page.getByText("Alles erledigt.").waitFor();
  await kaya.picture("todo-worked");
  assert.deepEqual(kaya.errors, []);
});

chapter("Anna hears what she was told", async () => {
  demo.phone("anna", "sync", "--once");
  assert.match(demo.phone("anna", "status"), /Die EDG fragt, wo die Säcke genau liegen/);
});
