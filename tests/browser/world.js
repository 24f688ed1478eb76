// A city for browser tests: the real server with its real database, mails as files, and Chromium as the phone.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const BIN = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug");
// What every phone here starts with; without the first ones Chromium tries to reach its maker.
const QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--no-sandbox"];
const CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
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
    const gone = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill();
    await gone;
  }

  code(team = "nord") {
    return this.command("enrol", "--name", "Handy 1", "--team", team).code;
  }

  /** Mails that were sent, as text. */
  sent() {
    try {
      return readdirSync(this.mails).filter((name) => name.endsWith(".eml")).sort().map((name) => readFileSync(join(this.mails, name), "utf8"));
    } catch {
      return [];
    }
  }

  async end() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A phone: a browser profile that survives kills. */
export class Phone {
  constructor(world, options = {}) {
    this.world = world;
    this.options = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: "de-DE",
      geolocation: HERE, permissions: ["geolocation", "camera"], ...options };
    this.profile = mkdtempSync(join(world.folder, "profile-"));
  }

  /** Starts the browser, or starts it again, and opens the app. */
  async open(path = "/app/") {
    const { camera = true, ...options } = this.options;
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: [...QUIET, ...(camera ? CAMERA : [])], ...options,
    });
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    this.errors = [];
    this.page.on("pageerror", (error) => this.errors.push(String(error)));
    this.page.on("console", (message) => message.type() === "error" && this.errors.push(message.text()));
    this.touches = 0;
    await this.page.goto(this.world.url + path);
    return this;
  }

  /** Touches what has this name. Counted, as a person would. */
  async touch(name, role = "button") {
    this.touches++;
    await this.page.getByRole(role, { name, exact: true }).first().click();
  }

  async sees(text, options = {}) {
    await this.page.getByText(text, { exact: false }).first().waitFor({ timeout: 15000, ...options });
  }

  async title(text) {
    await this.page.getByRole("heading", { level: 1, name: text }).waitFor({ timeout: 15000 });
  }

  async enrol(code = this.world.code()) {
    await this.page.getByLabel("Code eingeben").fill(code);
    await this.touch("Los geht es");
    await this.page.getByRole("button", { name: "Meldung", exact: true }).waitFor({ timeout: 15000 });
  }

  offline(yes = true) {
    return this.context.setOffline(yes);
  }

  /** As when the system ends the app: nothing is tidied up. */
  async kill() {
    const { processes } = await (await this.context.browser()?.newBrowserCDPSession?.())?.send?.("SystemInfo.getProcessInfo") ?? {};
    const browser = processes?.find((process) => process.type === "browser");
    if (browser) process.kill(browser.id, "SIGKILL");
    await this.context.close().catch(() => {});
  }

  async close() {
    await this.context?.close();
  }
}

export async function until(holds, what, patience = 15000) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`in vain: ${what}`);
}
