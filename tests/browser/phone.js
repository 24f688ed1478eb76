// Chromium as a phone: a profile of its own, a camera, a position, and all the ways in which it can be ended.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ROOT, until } from "./world.js";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
// What every phone here starts with; without the first ones Chromium tries to reach its maker.
export const QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--no-sandbox"];
const CAMERA = { none: [], denied: ["--use-fake-device-for-media-stream"], works: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"] };
/** On the demo city's market square, in degrees and metres. */
export const HERE = { latitude: 51.6005, longitude: 7.3006, accuracy: 8 };

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
      timezoneId: "Europe/Berlin", geolocation: HERE, permissions: ["geolocation", "camera", "microphone"], ...options };
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

  /** From the next load on, the core's worker runs this before the page's first message. Wants `bypassCSP`. (Chromium does not always let a test answer for a worker's script.) */
  async inWorker(script) {
    await this.context.addInitScript((script) => {
      const Real = (window.RealWorker ??= Worker);
      window.Worker = function (url, options) {
        const wrapped = new Blob([`import ${JSON.stringify(String(url))};\n${script}`], { type: "text/javascript" });
        return new Real(URL.createObjectURL(wrapped), options);
      };
    }, script);
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
