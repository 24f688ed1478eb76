// Bundles what the office's pages load into the folder that is named: office.js on every page, redact.js where photos are
// blacked out, map.js where there is a map, its worker, and the map's styles. `make office` calls it.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../../.cache/office");
mkdirSync(out, { recursive: true });
await build({
  entryPoints: ["office.js", "redact.js", "map.js", "map.css"].map((name) => join(here, "src", name)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
});
copyFileSync(join(here, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"), join(out, "map-worker.js"));
