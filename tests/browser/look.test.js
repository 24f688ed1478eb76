// Every screen, in both languages and looks: accessible, large enough to touch, and nothing is cut off on a narrow phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { dress, walk } from "./screens.js";
import { World } from "./world.js";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const RULES = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa"] };
/** The smallest side of anything to touch, in CSS pixels. */
const TOUCH = 56;

/** What axe finds. */
async function violations(page, runOnly) {
  if (!(await page.evaluate(() => "axe" in self))) await page.evaluate(AXE);
  const { violations } = await page.evaluate((runOnly) => axe.run(document, { runOnly, resultTypes: ["violations"] }), runOnly);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 90)} ${node.any[0]?.message ?? ""}`));
}

/** In the page: what is too small to touch, wider than the phone, or broken inside a word. */
function measure(least) {
  const wrong = [];
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  for (const element of document.querySelectorAll("button, a, input:not([type=file]), textarea, select, summary")) {
    if (!visible(element)) continue;
    const { width, height } = element.getBoundingClientRect();
    if (width < least - 0.5 || height < least - 0.5) wrong.push(`${Math.round(width)} × ${Math.round(height)} to touch: ${element.textContent || element.id}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.parentElement.closest("script, template, noscript, textarea") || !visible(text.parentElement)) continue;
    const box = text.parentElement.closest("button, a, summary")?.getBoundingClientRect();
    // A line may end after a hyphen.
    for (const word of text.data.matchAll(/[^\s-]+-?/g)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const parts = [...range.getClientRects()].filter((part) => part.width > 0);
      if (new Set(parts.map((part) => Math.round(part.top))).size > 1) wrong.push(`broken: ${word[0]}`);
      if (box && parts.some((part) => part.left < box.left - 0.5 || part.right > box.right + 0.5)) wrong.push(`out of its button: ${word[0]}`);
    }
  }
  return wrong;
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const language of ["de", "en"]) {
  test(`every screen, ${language}`, async (t) => {
    const world = await World.begin();
    const wrong = [];
    let screens = 0;
    try {
      for await (const [{ page }, name] of walk(world, language)) {
        screens++;
        const tell = (found) => wrong.push(...found.map((what) => `${name}: ${what}`));
        // Colours are the same in every language, and all that differs in the dark.
        if (language === "de") {
          await dress(page, "dark");
          tell((await violations(page, ["color-contrast"])).map((what) => `dark ${what}`));
        }
        await dress(page, "light");
        tell(await violations(page, RULES));
        tell(await page.evaluate(measure, TOUCH));
        if ((await overflow(page)) > 0) tell([`${await overflow(page)} px too wide`]);
        await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
        if ((await overflow(page)) > 0) tell([`${await overflow(page)} px too wide with text of 200 %`]);
        await page.evaluate(() => (document.documentElement.style.fontSize = ""));
      }
    } catch (error) {
      await world.pictures(`look-${language}`);
      wrong.push(`the walk ended after ${screens} screens: ${error.message}`);
    } finally {
      await world.end();
    }
    t.diagnostic(`${screens} screens`);
    assert.deepEqual(wrong, []);
  });
}
