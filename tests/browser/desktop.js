// The app in a window of its own, on a screen that nobody sees: part of `make shells`.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { BIN, World, until } from "./world.js";

let world, screen, app;
after(async () => {
  app?.kill();
  screen?.kill();
  await world?.end();
});

/** The titles of all windows. */
const windows = (display) => execFileSync("xwininfo", ["-root", "-tree", "-display", display], { encoding: "utf8" });

test("the window opens with Home, for a phone that belongs to a city", async () => {
  world = await World.begin();
  const store = join(world.folder, "desk.db");
  execFileSync(join(BIN, "phone"), ["--store", store, "enrol", world.url, world.code("Fenster")]);
  execFileSync(join(BIN, "phone"), ["--store", store, "sync"]);

  screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "500x900x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const display = `:${String(await new Promise((resolve) => screen.stdout.once("data", resolve))).trim()}`;
  let told = "";
  // Without a graphics card the webview draws by itself.
  const env = { ...process.env, DISPLAY: display, KUEMMERER_STORE: store, WEBKIT_DISABLE_COMPOSITING_MODE: "1", GDK_BACKEND: "x11" };
  app = spawn(join(BIN, "kuemmerer"), { env, stdio: ["ignore", "ignore", "pipe"] });
  app.stderr.on("data", (text) => (told += text));
  const [[city]] = world.rows("SELECT name FROM city");
  await until(() => windows(display).includes(`"${city}"`), `a window called ${city}`, 60000).catch((error) => {
    throw new Error(`${error.message}\n${windows(display)}\n${told}`);
  });
  assert.equal(app.exitCode, null);
});
