// Mails as people see them: every kind, as the server's own tests composed it, and what mail programs make of it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM, QUIET } from "./phone.js";
import { ROOT } from "./world.js";

const SNAPSHOTS = join(ROOT, "sync-server/src/mail/tests/snapshots");
const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
export const WIDTHS = [320, 600, 900];
export const SCHEMES = ["light", "dark"];
/** Stands for every photo: snapshots hold none. */
const PHOTO = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3" preserveAspectRatio="none"><rect width="4" height="3" fill="#7c8a74"/><path d="M0 3 1.5 1l1 1 .5-.6L4 3z" fill="#4d5b4a"/></svg>')}`;

/** HTML by name of the mail. */
export function letters() {
  const found = new Map();
  for (const file of readdirSync(SNAPSHOTS)) {
    const name = /letters__(\w+)_html\.snap$/.exec(file)?.[1];
    if (name) found.set(name, readFileSync(join(SNAPSHOTS, file), "utf8").replace(/^---[\s\S]*?\n---\n/, ""));
  }
  return found;
}

/** The HTML of a mail that was sent, with its pictures in it. */
export function shown(mail) {
  const parts = mail.split(/\r\n--=_\w+(?:--)?\r\n/).map((part) => {
    const [head, ...body] = part.split("\r\n\r\n");
    return { head, body: body.join("\r\n\r\n") };
  });
  const html = parts.find(({ head }) => head.includes("Content-Type: text/html"));
  const bytes = html.body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  const pictures = new Map(parts.map(({ head, body }) => [/Content-ID: <(.*)>/.exec(head)?.[1], body.replace(/\s/g, "")]));
  return Buffer.from(bytes, "latin1").toString().replaceAll(/cid:([^"]+)/g, (cid, id) => (pictures.has(id) ? `data:image/jpeg;base64,${pictures.get(id)}` : cid));
}

/** As Outlook on Windows reads it: what conditional comments keep from it is gone, what they have for it is there. */
function outlook(html) {
  return html.replace(/<!--\[if !mso\]><!-->[\s\S]*?<!--<!\[endif\]-->/g, "").replace(/<!--\[if mso\]>([\s\S]*?)<!\[endif\]-->/g, "$1");
}

/** As a program reads it that drops style sheets. */
function bare(html) {
  return html.replace(/<style>[\s\S]*?<\/style>/g, "");
}

/** What each mail program gets to see. */
const PROGRAMS = [
  ["outlook.windows", outlook],
  ["outlook.outlook-com", (html) => html],
  ["gmail.desktop-webmail", (html) => html],
  ["gmail.ios", (html) => html],
  ["gmail.android", (html) => html],
  // Gmail for accounts of others.
  ["gmail.mobile-webmail", bare],
  ["apple-mail.macos", (html) => html],
  ["apple-mail.ios", (html) => html],
];

/** The checker has Can I email's data of Outlook.com, but its list of programs leaves that out. */
async function checker() {
  const own = fileURLToPath(import.meta.resolve("@jsx-email/doiuse-email"));
  const source = readFileSync(own, "utf8").replace('"outlook.windows",', '"outlook.windows",\n  "outlook.outlook-com",');
  const file = join(ROOT, "tests/browser/node_modules/.doiuse-email-with-outlook-com.mjs");
  writeFileSync(file, source);
  return (await import(pathToFileURL(file))).doIUseEmail;
}

/** What mail programs would not understand, by program. */
export async function misunderstood(html) {
  const ask = await checker();
  return PROGRAMS.flatMap(([program, reads]) => {
    const { errors = [] } = ask(reads(html), { emailClients: [program] });
    return [...new Set(errors)];
  });
}

/** A window in which mails are read. */
export class Reader {
  static async open() {
    const reader = new Reader();
    reader.browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });
    reader.page = await reader.browser.newPage();
    return reader;
  }

  async read(html, width, colorScheme) {
    await this.page.setViewportSize({ width, height: 740 });
    await this.page.emulateMedia({ colorScheme });
    await this.page.setContent(html.replaceAll(/src="cid:[^"]*"/g, `src="${PHOTO}"`));
  }

  /** What axe finds; a mail is a part of somebody's page, so it has no landmarks of its own. */
  async violations() {
    await this.page.evaluate(AXE);
    const rules = Object.fromEntries(["region", "landmark-one-main"].map((rule) => [rule, { enabled: false }]));
    const { violations } = await this.page.evaluate((rules) => axe.run(document, { rules, resultTypes: ["violations"] }), rules);
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`));
  }

  /** How much wider than the window the mail is, in pixels. */
  overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  close() {
    return this.browser.close();
  }
}
