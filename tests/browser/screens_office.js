// Pictures of every page of the office, into .cache/screens/office: filled and empty, German in light and dark, English.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Office, Pocket } from "./office.js";
import { answerLinks, ROOT, World } from "./world.js";

const DRESSES = [
  ["de", "light"],
  ["de", "dark"],
  ["en", "light"],
];
/** Who sees what others do not. */
const ROLES = ["lead", "evidence_officer", "auditor", "admin"];

/** A morning: something for each part of the list, mailed in part, and answered. */
function fill(world) {
  world.command("areas", "import", join(ROOT, "assets/city/districts.geojson"), "--layer", "districts", "--id-field", "id", "--name-field", "name");
  world.command("task", "add", "--text", "Ist die Bank im Birkenpark wieder heil?", "--route", "nordrunde", "--stop", "n4", "--until", "2099-12-31");
  const anna = new Pocket(world);
  const report = (category, at, ...more) => anna.run("report", "--category", category, ...(at ? ["--at", at] : []), ...more);
  report("needles", "51.6075,7.2970,8");
  report("illegal_dumping", "51.6005,7.3006,8", "--note", "Sofa und Matratze, liegen vor dem Tor.", "--amount", "van");
  report("illegal_dumping", "51.6006,7.3006,8", "--note", "Ein Sofa.");
  report("graffiti", "51.6048,7.2972,30");
  report("litter", "");
  report("path_damage", "51.5923,7.2873,8", "--material", "Asphalt");
  anna.sync();
  world.command("digest", "--now");
  report("overfull_container", "51.6072,7.3085,8");
  anna.sync();
}

const pictured = new Set();
async function pictures(world, state, [language, scheme]) {
  for (const role of ROLES) {
    const office = await Office.open(world, role, { name: `${role}-${state}`, colorScheme: scheme });
    await office.to(`/office/?lang=${language}`);
    for (const path of await office.pages({ alike: 1 })) {
      const page = path.replace(/^\/office\//, "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "one").replace(/\W+/g, "-").replace(/^-|-$/g, "") || "todo";
      const name = `${page}-${state}-${language}-${scheme}`;
      if (pictured.has(name)) continue;
      const answer = await office.to(path);
      if (answer.status() >= 400) continue;
      await office.page.waitForLoadState("networkidle");
      await office.picture(name);
      pictured.add(name);
    }
    if (role === "lead" && state === "filled") {
      const [link] = world.sent("edg").flatMap(answerLinks);
      await office.page.goto(`${link}?lang=${language}`);
      await office.picture(`answer-${language}-${scheme}`);
    }
    await office.close();
  }
}

rmSync(join(ROOT, ".cache/screens/office"), { recursive: true, force: true });
for (const state of ["filled", "empty"]) {
  const world = await World.begin({ city: state === "filled" ? undefined : false });
  try {
    if (state === "filled") fill(world);
    for (const dress of DRESSES) await pictures(world, state, dress);
  } finally {
    await world.end();
  }
}
console.log(`${pictured.size} pages of the office, at two sizes: .cache/screens/office`);
