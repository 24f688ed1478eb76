// A city for browser tests: the real server with its real database, and mails as files.
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const BIN = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug");

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class World {
  /** `city`: its file; `false`: nothing is set up yet. */
  static async begin({ city = join(ROOT, "assets/city/city.json") } = {}) {
    const world = new World();
    world.folder = mkdtempSync(join(tmpdir(), "kuemmerer-browser-"));
    world.data = join(world.folder, "city");
    world.mails = join(world.folder, "mails");
    world.phones = [];
    world.port = await freePort();
    world.url = `http://127.0.0.1:${world.port}`;
    if (city) world.command("city", "load", city);
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

  /** An account of staff. */
  user(name, password, role = "reviewer") {
    execFileSync(join(BIN, "sync-server"), ["--data", this.data, "user", "add", name, "--role", role], { env: this.env(), input: password });
  }

  /** Rows of the server's database, read by none of our code. */
  rows(sql) {
    const read = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True).execute(sys.argv[2]).fetchall()))";
    return JSON.parse(execFileSync("python3", ["-c", read, join(this.data, "kuemmerer.db"), sql], { encoding: "utf8" }));
  }

  count(sql) {
    return this.rows(`SELECT count(*) FROM ${sql}`)[0][0];
  }

  /** The link to everything that is open at a department, signed with the city's secret by none of our code. */
  list(code) {
    const where = `kind = 'department' AND body ->> '$.fields.code.value' = '${code}'`;
    const [[secret, id]] = this.rows(`SELECT hex(secret), hex(records.id) FROM city, records WHERE ${where}`);
    const value = Buffer.concat([Buffer.from(id, "hex"), Buffer.alloc(4)]);
    value.writeUInt32BE(Math.floor(Date.now() / 1000) + 86400, 16);
    const mac = createHmac("sha256", Buffer.from(secret, "hex")).update("kuemmerer list link 1\0").update(value).digest();
    return `${this.url}/answer/list/${Buffer.concat([value, mac.subarray(0, 16)]).toString("base64url")}`;
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

  /** Closes all phones, but for those that stay on. */
  async switchOff() {
    const off = this.phones.filter((phone) => !phone.stays);
    this.phones = this.phones.filter((phone) => phone.stays);
    for (const phone of off) await phone.close().catch(() => {});
  }

  async end() {
    for (const phone of this.phones) phone.stays = false;
    await this.switchOff();
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The links of a mail by which a department answers. */
export function answerLinks(mail) {
  const plain = mail.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return [...new Set(plain.match(/https?:\/\/[^\s"<>]*\/answer\/[A-Za-z0-9_-]{40,}/g) ?? [])];
}

/** The HTML part of a mail, which is always quoted-printable. */
export function htmlOf(mail) {
  const [, part] = mail.match(/Content-Type: text\/html[^]*?\r?\n\r?\n([^]*?)\r?\n--=_/);
  const bytes = part.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
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
