// The demo's city as it stands after the second morning, served: each thing that needs a person is there once.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN, freePort, until } from "./world.js";

export class Demo {
  static async begin() {
    const demo = new Demo();
    demo.phones = [];
    demo.folder = mkdtempSync(join(tmpdir(), "kuemmerer-demo-"));
    demo.made = join(demo.folder, "made");
    const port = await freePort();
    demo.url = `http://127.0.0.1:${port}`;
    demo.server = spawn(join(BIN, "sync-server"), ["--data", demo.made, "demo", "--listen", `127.0.0.1:${port}`]);
    let said = "";
    for (const stream of [demo.server.stdout, demo.server.stderr]) stream.on("data", (text) => (said += text));
    await until(() => said.includes("Serving on") || demo.server.exitCode !== null, "the demo's day ends", 120000);
    if (demo.server.exitCode !== null) throw new Error(said);
    return demo;
  }

  /** An account of staff, unless the demo has it. */
  user(name, password, role) {
    if (name === "frau_kaya") return;
    execFileSync(join(BIN, "sync-server"), ["--data", join(this.made, "server"), "user", "add", name, "--role", role], { input: password });
  }

  /** Somebody's phone. */
  phone(name, ...args) {
    return execFileSync(join(BIN, "phone"), ["--store", join(this.made, `phones/${name}.db`), "--json", ...args], { encoding: "utf8" });
  }

  async pictures() {}

  async end() {
    for (const office of this.phones) await office.close().catch(() => {});
    const gone = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill();
    await gone;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
