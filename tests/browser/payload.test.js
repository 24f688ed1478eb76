// What people write is text, on every page: nothing of it runs, and no page gets wider than its window.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { Office, Pocket, SIZES } from "./office.js";
import { answerLinks, chapters, htmlOf, ROOT, World } from "./world.js";

const RUN = "window.__pwned=1";
const PAYLOADS = [
  `"><script>${RUN}</script>`,
  `'><img src=x class=pwned onerror=${RUN}>`,
  `</textarea></title><svg class=pwned onload=${RUN}>`,
  `" autofocus onfocus="${RUN}" x="`,
  `javascript:${RUN}//{{7*7}}\${7*7}<b class=pwned>`,
  "\u202Egpj.exe\u2066 \u2067 rechts",
  "Donaudampfschifffahrtsgesellschaft".repeat(9).slice(0, 190),
  "👩‍👧‍👦🧹🇺🇦🏳️‍🌈👍🏽".repeat(5),
  '=HYPERLINK("http://evil.example";"x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
];
/** As long as a word of 300 letters, and as every other payload in one. */
const LONG = `${"ß".repeat(300)} ${PAYLOADS.join(" ")}`;
/** The next one each time. */
let turn = 0;
const next = () => PAYLOADS[turn++ % PAYLOADS.length];

/** The demo city, in which all that people read is a payload; codes and who gets what stay. */
function city() {
  const all = JSON.parse(readFileSync(join(ROOT, "assets/city/city.json"), "utf8"));
  const fill = (list, ...fields) => list.forEach((one) => fields.forEach((field) => field in one && (one[field] = next())));
  all.name = "Musterstadt";
  fill(all.departments, "name", "short", "article", "duty_phone");
  fill(all.rules, "name");
  fill(all.teams, "name");
  fill(all.stops, "name");
  fill(all.routes, "name");
  fill(all.notices, "title", "text");
  fill(all.partners, "name", "text", "hours", "phone", "address");
  all.phrases.forEach((phrase) => (phrase.text = next().slice(0, 120)));
  all.streets.forEach((street, number) => (street.name = `${next()} ${number}`));
  all.persons.push(...PAYLOADS.map((name) => ({ ...all.persons[0], name })));
  const file = join(mkdtempSync(join(tmpdir(), "kuemmerer-payload-")), "city.json");
  writeFileSync(file, JSON.stringify(all));
  return file;
}

let world, lead, mails;
before(async () => {
  world = await World.begin({ city: city() });
  const places = ["51.6005,7.3006,8", "51.6075,7.2970,8", "51.5887,7.2985,8"];
  for (const [number, payload] of PAYLOADS.entries()) {
    const anna = new Pocket(world, { name: payload.replace(/^[-=]/, ""), person: payload });
    const what = ["--category", number % 2 ? "litter" : "needles", "--at", places[number % 3], "--material", payload];
    anna.run("report", ...what, `--note=${number ? payload : LONG}`);
    anna.sync();
  }
  lead = Object.assign(await Office.open(world, "lead"), { stays: true });
});
after(() => world.end());
const chapter = chapters(() => world, { linked: false });

/** This page shows payloads, and stays what it is. */
async function harmless(office, what) {
  const { page } = office;
  const seen = await page.evaluate(() => [
    window.__pwned ?? null,
    document.querySelectorAll(".pwned, [onfocus], [onerror], [onload], iframe").length,
    [...document.links].filter(({ protocol }) => !["http:", "https:", "tel:", "mailto:"].includes(protocol)).length,
  ]);
  assert.deepEqual(seen, [null, 0, 0], `${what}: run, elements made, odd links`);
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    assert.equal(await office.overflow(), 0, `${what} at ${size} size is too wide`);
  }
  assert.deepEqual(office.errors.filter((error) => !/status of 4\d\d/.test(error)), [], what);
}

/** Fills every field of every form of the page with payloads, sends the first, and returns what came. */
async function stuff(office, path, form) {
  const { page } = office;
  await office.to(path);
  const csrf = await page.locator("main input[name=csrf], nav input[name=csrf]").first().inputValue();
  const fields = await page.locator(form).first().evaluate((form) => [...form.elements].filter(({ name }) => name).map(({ name, type, value, options }) => ({ name, type, value, options: options && [...options].map((option) => option.value) })));
  const filled = { csrf };
  for (const { name, type, value, options } of fields) {
    if (options) filled[name] = options.find(Boolean) ?? "";
    else if (["text", "search", "textarea", "tel"].includes(type)) filled[name] = next();
    else if (type === "email") filled[name] = "a@example.org";
    else if (type === "time") filled[name] = "07:00";
    else if (type === "date") filled[name] = "2099-12-31";
    else if (name.endsWith(".always")) filled[name] = "1";
    else if (type !== "file" && !["checkbox", "radio", "submit", "button"].includes(type)) filled[name] = value;
  }
  const action = await page.locator(form).first().evaluate((form) => form.action);
  return page.request.post(action, { form: { ...filled, csrf }, maxRedirects: 0 });
}

chapter("staff write payloads into every record that they set up, and into reports", async () => {
  let stored = 0;
  for (const sheet of ["departments", "rules", "categories", "persons", "teams", "notices", "directory", "tasks", "chores", "things"]) {
    for (let time = 0; time < PAYLOADS.length / 2; time++) {
      const answer = await stuff(lead, `/office/${sheet}/new`, "main form[method=post]");
      assert.ok([303, 422].includes(answer.status()), `${sheet}: ${answer.status()}`);
      stored += answer.status() === 303;
    }
  }
  assert.ok(stored > 10, `${stored} records are stored`);
  for (const [id] of world.rows("SELECT lower(hex(id)) FROM reports")) {
    const report = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    for (const act of ["message", "comment", "office_text"]) {
      const answer = await stuff(lead, `/office/reports/${report}`, `form[action$="/${act}"]`).catch((error) => assert.match(String(error), /Timeout/));
      if (answer) assert.equal(answer.status(), 303, act);
    }
  }
});

chapter("departments write payloads into their answers, and read those of others", async () => {
  world.command("digest", "--now");
  mails = ["edg", "ordnung", "gruen", "tiefbau", "bezirk"].flatMap((name) => world.sent(name));
  const links = [...new Set(mails.flatMap(answerLinks))];
  assert.ok(links.length > 3, "there are links");
  for (const link of links.slice(0, PAYLOADS.length)) {
    const form = { outcome: "note", note: LONG, initials: next().slice(0, 40) };
    const answer = await lead.page.request.post(link, { form, maxRedirects: 0 });
    assert.ok([303, 410].includes(answer.status()), `${answer.status()}`);
    for (const way of ["", "?a=done", "?saved=1"]) {
      await lead.page.goto(link + way);
      await harmless(lead, link + way);
    }
  }
  for (const list of ["edg", "gruen", "bezirk"].map((code) => world.list(code))) {
    for (const way of ["", "?all=1", "?print=1", `?lang=${encodeURIComponent(PAYLOADS[0])}`]) {
      await lead.page.goto(list + way);
      await harmless(lead, list + way);
    }
    const [tick] = await lead.page.goto(list).then(() => lead.page.locator("[name=tick]").evaluateAll((all) => all.map(({ value }) => value)));
    const fields = [["tick", tick ?? ""], ["tick", PAYLOADS[0]], ["outcome", "accepted"], ["note", LONG], ["initials", next().slice(0, 40)]];
    const answer = await lead.page.request.post(list, { data: new URLSearchParams(fields).toString(), headers: { "content-type": "application/x-www-form-urlencoded" } });
    assert.equal(answer.status(), tick ? 200 : 422);
    await lead.page.goto(list);
    await harmless(lead, `${list} with answers`);
  }
  await lead.page.goto(world.url);
  await harmless(lead, "the landing page");
});

chapter("mails stay what they are in a reader that would run scripts", async () => {
  const page = await lead.page.context().newPage();
  const asked = [];
  let read = "";
  await page.route(/^(?!file:|cid:)/, (route) => (asked.push(route.request().url()), route.abort()));
  for (const mail of mails) {
    // A file of its own: nobody's policy forbids anything there.
    const file = join(mkdtempSync(join(tmpdir(), "kuemmerer-mail-")), "mail.html");
    writeFileSync(file, htmlOf(mail));
    await page.goto(`file://${file}`);
    const seen = await page.evaluate(() => [
      window.__pwned ?? null,
      document.querySelectorAll(".pwned, script, iframe, form, object, [onfocus], [onerror], [onload], [onmouseover]").length,
      [...document.links].filter(({ protocol }) => !["http:", "https:", "tel:", "mailto:"].includes(protocol)).length,
    ]);
    assert.deepEqual(seen, [null, 0, 0], `${mail.match(/^To: .*$/m)?.[0]}: run, elements made, odd links`);
    read += await page.innerText("body");
  }
  assert.ok(read.includes("<script>"), "it is there, as text");
  assert.deepEqual(asked, [], "a mail fetches nothing when it is opened");
  await page.close();
});

for (const role of ["lead", "evidence_officer", "auditor", "admin"]) {
  chapter(`every page that the role ${role} reaches stays what it is`, async () => {
    const office = role === "lead" ? lead : await Office.open(world, role, { name: `somebody-${role}` });
    const search = `/office/reports?${new URLSearchParams({ text: PAYLOADS[1], state: PAYLOADS[0], district: PAYLOADS[2] })}`;
    const pages = [...(await office.pages()), search, `/office/?why=${encodeURIComponent(PAYLOADS[0])}`];
    assert.ok(pages.length > 10, `${pages.length} pages`);
    office.errors.length = 0;
    for (const path of pages) {
      const answer = await office.to(path);
      if (answer.status() < 400) await harmless(office, `${role} ${path}`);
      office.errors.length = 0;
    }
  });
}
