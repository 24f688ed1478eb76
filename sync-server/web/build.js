// Bundles what the office's pages load into the folder that is named: office.js on every page, redact.js where photos are
// blacked out, map.js where there is a map, its worker, and the map's styles. `make office` calls it.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../../.cache/office");
mkdirSync(out, { recursive: true });
const worker = join(here, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs");
// Browsers keep it for good, so its address changes with its content.
const version = createHash("sha256").update(readFileSync(worker)).digest("hex").slice(0, 16);
await build({
  entryPoints: ["office.js", "redact.js", "map.js", "map.css"].map((name) => join(here, "src", name)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  define: { WORKER: JSON.stringify(`map-worker.js?v=${version}`) },
  legalComments: "linked",
  logLevel: "warning",
});
copyFileSync(worker, join(out, "map-worker.js"));
