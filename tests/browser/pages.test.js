// Every page of the office that each role reaches by its bar: accessible in light and dark, in both languages; on a phone and at
// 200 % nothing is wider than the window; and the console stays silent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo } from "./demo.js";
import { Office, SIZES } from "./office.js";

/** An office screen at 200 %: half as wide. */
const DOUBLED = { width: SIZES.office.width / 2, height: SIZES.office.height / 2 };

let demo;
before(async () => (demo = await Demo.begin()));
after(() => demo.end());

for (const [role, language, colorScheme] of [
  ["lead", "de", "light"],
  ["lead", "en", "dark"],
  ["evidence_officer", "de", "dark"],
  ["auditor", "de", "light"],
  ["admin", "de", "light"],
]) {
  test(`every page of the ${role}, ${language}, ${colorScheme}`, async () => {
    const office = await Office.open(demo, role, { name: `${role}-${language}`, colorScheme });
    await office.to(`/office?lang=${language}`);
    const pages = await office.pages({ alike: 1 });
    assert.ok(pages.length > 8, `${pages}`);
    office.errors.length = 0;
    const wrong = [];
    for (const path of pages) {
      const answer = await office.to(path);
      if (answer.status() >= 400) wrong.push(`${path}: ${answer.status()}`);
      await office.page.waitForLoadState("networkidle");
      wrong.push(...(await office.violations()).map((what) => `${path}: ${what}`));
      for (const size of [SIZES.phone, DOUBLED]) {
        await office.page.setViewportSize(size);
        const wider = await office.overflow();
        if (wider > 0) wrong.push(`${path}: ${wider} px wider than ${size.width}`);
      }
      await office.page.setViewportSize(SIZES.office);
      wrong.push(...office.errors.splice(0).map((error) => `${path}: ${error}`));
    }
    await office.close();
    assert.deepEqual(wrong, []);
  });
}
