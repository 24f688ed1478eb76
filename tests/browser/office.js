// Staff at the review desk: Chromium, signed in, at office or phone size; and phones without a screen that bring reports.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM, QUIET } from "./phone.js";
import { BIN, ROOT } from "./world.js";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const GL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
export const PASSWORD = "Regen im November";
export const SIZES = { office: { width: 1400, height: 900 }, phone: { width: 360, height: 740 } };

/** A browser of staff. Closed with the world's phones. */
export class Office {
  constructor(world) {
    this.world = world;
    this.errors = [];
    world.phones.push(this);
  }

  /** Somebody signs in; the account is made first. */
  static async open(world, role = "reviewer", { name = role, password = PASSWORD, size = "office", ...options } = {}) {
    const office = new Office(world);
    world.user(name, password, role);
    office.browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...QUIET, ...GL] });
    // The policy of pages holds for what tests put in, too: axe is evaluated from outside.
    const context = await office.browser.newContext({ viewport: SIZES[size], locale: "de-DE", timezoneId: "Europe/Berlin", ...options });
    context.setDefaultTimeout(15000);
    office.page = await context.newPage();
    office.page.on("pageerror", (error) => office.errors.push(error.stack ?? String(error)));
    office.page.on("console", (message) => message.type() === "error" && office.errors.push(message.text()));
    await office.to("/office/login");
    await office.page.fill("#name", name);
    await office.page.fill("#password", password);
    await office.page.click("main button");
    await office.page.waitForURL(/office\/(?!login)/);
    return office;
  }

  to(path) {
    return this.page.goto(this.world.url + path);
  }

  /** What axe finds on the page as it is. */
  async violations() {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa"], resultTypes: ["violations"] }));
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`));
  }

  /** How much wider than the window the page is, in pixels. */
  overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  /**
   * The office's addresses that one reaches by links from the navigation bar, each once: of addresses that differ only in an
   * id or in what is searched for, so many.
   */
  async pages({ alike = 2, most = 120 } = {}) {
    const found = new Set(["/office/account"]);
    const seen = new Map();
    for (const path of found) {
      const answer = await this.to(path);
      if (!answer?.headers()["content-type"]?.startsWith("text/html")) {
        found.delete(path);
        continue;
      }
      const links = await this.page.evaluate(() => [...document.links].map(({ href }) => href));
      for (const link of links.filter((link) => URL.canParse(link)).map((link) => new URL(link))) {
        if (link.origin !== this.world.url || !link.pathname.startsWith("/office/") || link.searchParams.has("lang")) continue;
        const kind = link.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "#") + [...link.searchParams.keys()].join("&");
        const there = link.pathname + link.search;
        if (found.has(there) || (seen.get(kind) ?? 0) >= alike || found.size >= most) continue;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        // Pictures and files are no pages; a look at evidence is logged.
        if (!/\/attachments\/[^/]+$|\/original$|\/summaries\/|\.(csv|pdf|geojson)$/.test(link.pathname)) found.add(there);
      }
    }
    return [...found];
  }

  /** Pictures at office and phone size, into .cache/screens/office. */
  async picture(name) {
    const folder = join(ROOT, ".cache/screens/office");
    mkdirSync(folder, { recursive: true });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await this.page.setViewportSize(viewport);
      await this.page.screenshot({ path: join(folder, `${name}-${size}.png`), fullPage: true });
    }
    await this.page.setViewportSize(SIZES.office);
  }

  close() {
    return this.browser.close();
  }
}

/** The binary `phone`, joined, with somebody who holds it. */
export class Pocket {
  constructor(world, { name = "Handy 1", team = "nord", person = "Anna", code = world.code(name, team) } = {}) {
    this.store = join(world.folder, `${name.replace(/\W/g, "-")}.db`);
    this.run("enrol", world.url, code);
    this.sync();
    if (person) this.run("person", "use", person);
    this.sync();
  }

  /** A command, with its facts. */
  run(...args) {
    return JSON.parse(execFileSync(join(BIN, "phone"), ["--store", this.store, "--json", ...args], { encoding: "utf8" }) || "null");
  }

  sync() {
    return this.run("sync", "--once");
  }
}
