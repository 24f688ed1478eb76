// A city for browser tests: the real server with its real database, mails as files, and Chromium as the phone.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const BIN = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug");
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
// What every phone here starts with; without the first ones Chromium tries to reach its maker.
const QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--no-sandbox"];
const CAMERA = { none: [], denied: ["--use-fake-device-for-media-stream"], works: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"] };
/** On the demo city's market square, in degrees and metres. */
export const HERE = { latitude: 51.6005, longitude: 7.3006, accuracy: 8 };

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class World {
  static async begin() {
    const world = new World();
    world.folder = mkdtempSync(join(tmpdir(), "kuemmerer-browser-"));
    world.data = join(world.folder, "city");
    world.mails = join(world.folder, "mails");
    world.phones = [];
    world.port = await freePort();
    world.url = `http://127.0.0.1:${world.port}`;
    world.command("city", "load", join(ROOT, "assets/city/city.json"));
    await world.serve();
    return world;
  }

  env() {
    return { ...process.env, KUEMMERER_MAIL: `file:${this.mails}`, KUEMMERER_LISTEN: `127.0.0.1:${this.port}`, KUEMMERER_PUBLIC_URL: this.url };
  }

  /** A command of the server's, with its facts. */
  command(...args) {
    const told = execFileSync(join(BIN, "sync-server"), ["--data", this.data, "--json", ...args], { env: this.env(), encoding: "utf8" });
    try {
      return JSON.parse(told);
    } catch {
      return told;
    }
  }

  async serve() {
    this.server = spawn(join(BIN, "sync-server"), ["--data", this.data, "serve"], { env: this.env(), stdio: "ignore" });
    await until(async () => (await fetch(`${this.url}/health`).catch(() => null))?.ok, "the server answers");
  }

  async stop() {
    const { server } = this;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await gone;
  }

  code(name = "Handy 1", team = "nord") {
    return this.command("enrol", "--name", name, "--team", team).code;
  }

  /** Rows of the server's database, read by none of our code. */
  rows(sql) {
    const read = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True).execute(sys.argv[2]).fetchall()))";
    return JSON.parse(execFileSync("python3", ["-c", read, join(this.data, "kuemmerer.db"), sql], { encoding: "utf8" }));
  }

  count(sql) {
    return this.rows(`SELECT count(*) FROM ${sql}`)[0][0];
  }

  /** Compares database, files and mails; throws what it finds. */
  oracle() {
    return execFileSync("python3", [join(ROOT, "tests/oracle/oracle.py"), "--server", this.data, "--mails", this.mails], { encoding: "utf8" });
  }

  /** Mails that were sent to this address, as text. */
  sent(to) {
    let names = [];
    try {
      names = readdirSync(this.mails).filter((name) => name.endsWith(".eml")).sort();
    } catch {
      // Nothing was sent yet.
    }
    return names.map((name) => readFileSync(join(this.mails, name), "utf8")).filter((mail) => mail.match(/^To: .*$/m)?.[0].includes(to));
  }

  /** What the phones show, for whoever looks for the reason of a failure. */
  async pictures(name) {
    for (const [number, { page, errors }] of this.phones.entries()) {
      if (errors?.length) console.error(`phone ${number}:`, errors);
      await page?.screenshot({ path: join(ROOT, `.cache/browser/${name.replace(/\W+/g, "-")}-${number}.png`) }).catch(() => {});
    }
  }

  async switchOff() {
    for (const phone of this.phones.splice(0)) await phone.close().catch(() => {});
  }

  async end() {
    await this.switchOff();
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The links of a mail by which a department answers. */
export function answerLinks(mail) {
  const plain = mail.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return [...new Set(plain.match(/https?:\/\/[^\s"<>]*\/answer\/[A-Za-z0-9_-]+/g) ?? [])];
}

/** The app's texts of a language, those without a variable. */
function texts(language) {
  const folder = join(ROOT, "assets/i18n", language);
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  return Object.fromEntries(lines.map((line) => line.match(/^([a-z0-9_-]+) = ([^{]+)$/)).filter(Boolean).map(([, key, text]) => [key, text]));
}

/** A phone: a browser profile that survives kills. */
export class Phone {
  constructor(world, options = {}) {
    this.world = world;
    this.options = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: "de-DE",
      timezoneId: "Europe/Berlin", geolocation: HERE, permissions: ["geolocation", "camera"], ...options };
    this.profile = mkdtempSync(join(world.folder, "profile-"));
    this.speak("de");
    world.phones.push(this);
  }

  /** Starts the browser, or starts it again, and opens the app. */
  async open(path = "/app/") {
    const { camera = "works", before, ...options } = this.options;
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: CHROMIUM, headless: true, args: [...QUIET, ...CAMERA[camera]], ...options,
    });
    if (before) await this.context.addInitScript(before);
    this.context.setDefaultTimeout(15000);
    this.touches = 0;
    this.watch(this.context.pages()[0] ?? (await this.context.newPage()));
    await this.page.goto(this.world.url + path);
    return this;
  }

  /** From now on this is the window that is touched. */
  watch(page) {
    this.page = page;
    this.errors = [];
    page.on("pageerror", (error) => this.errors.push(error.stack ?? String(error)));
    page.on("console", (message) => message.type() === "error" && this.errors.push(message.text()));
  }

  /** From now on the app is used in this language. */
  speak(language) {
    this.texts = texts(language);
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true }).first();
  }

  /** Touches what has this name. Counted, as a person would. */
  async touch(name) {
    this.touches++;
    await this.button(name).tap();
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  async title(text) {
    await this.page.getByRole("heading", { level: 1, name: text }).waitFor();
  }

  async home() {
    await this.button("Meldung").waitFor();
  }

  async enrol(code = this.world.code()) {
    await this.page.getByLabel("Code eingeben").fill(code);
    // What there is to choose from comes with the first sync.
    const pulled = this.context.waitForEvent("requestfinished", (request) => request.url().endsWith("/pull"));
    await this.touch("Los geht es");
    await this.home();
    await pulled;
  }

  /** A report through the viewfinder, up to the saved screen. */
  async report(category) {
    await this.touch("Meldung");
    await this.shoot();
    await this.touch(category);
    await this.title("Gespeichert");
  }

  /** The camera needs a moment to show something. */
  async shoot() {
    await this.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
    await this.touch("Auslösen");
  }

  /** The photo by the phone's own camera, which to a page is a file. */
  async chooser() {
    const chooser = this.page.waitForEvent("filechooser");
    await this.touch("Kamera-App öffnen");
    return chooser;
  }

  /** A photo as a camera app hands it over: larger than what is sent, and with so many more bytes behind it. */
  async photo(colour = "teal", more = 0) {
    const base64 = await this.page.evaluate((colour) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [2400, 1800];
      const context = canvas.getContext("2d");
      context.fillStyle = colour;
      context.fillRect(300, 300, 1500, 900);
      return canvas.toDataURL("image/jpeg").split(",")[1];
    }, colour);
    return { name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer: Buffer.concat([Buffer.from(base64, "base64"), Buffer.alloc(more)]) };
  }

  /** Everything is brought home. */
  async handIn() {
    await this.touch("Mehr");
    await this.touch("Abgabe");
    await this.page.getByText("Alles angekommen.").waitFor({ timeout: 40000 });
    await this.touch("Fertig");
    await this.home();
  }

  offline(yes = true) {
    return this.context.setOffline(yes);
  }

  /** What the service worker keeps is complete: from now on the app starts without a network. */
  async keptForOffline() {
    await this.page.evaluate(() => navigator.serviceWorker.ready);
  }

  /** As when the system ends the whole browser: nothing is tidied up. */
  async kill() {
    const { profile, context } = this;
    const gone = new Promise((resolve) => context.once("close", resolve));
    process.kill(browserOf(profile), "SIGKILL");
    await gone;
    await until(() => !browserOf(profile), "the browser is gone");
  }

  /** As when the system ends only the page, because another app needs the memory. Then it is opened again. */
  async crash() {
    const dead = this.page;
    const crashed = dead.waitForEvent("crash");
    const cdp = await this.context.newCDPSession(dead);
    cdp.send("Page.crash").catch(() => {});
    await crashed;
    this.watch(await this.context.newPage());
    await dead.close();
    await this.page.goto(`${this.world.url}/app/`);
  }

  async close() {
    await this.context?.close();
  }
}

/** The process that began with this profile; its helpers name their type. */
function browserOf(profile) {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      if (words.includes(`--user-data-dir=${profile}`) && !words.some((word) => word.startsWith("--type="))) return Number(pid);
    } catch {
      // It ended while we looked.
    }
  }
  return null;
}

/** Chapters of a story: where one fails, the later ones mean nothing. Unlinked ones each stand for themselves. */
export function chapters(world, { linked = true } = {}) {
  let failed = false;
  return (name, tell) =>
    test(name, async (t) => {
      if (failed && linked) return t.skip("an earlier chapter failed");
      try {
        await tell(t);
      } catch (error) {
        failed = true;
        await world()?.pictures(name);
        throw error;
      } finally {
        if (!linked) await world()?.switchOff();
      }
    });
}

export async function until(holds, what, patience = 20000) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`in vain: ${what}`);
}
