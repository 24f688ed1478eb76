// Pictures of every kind of mail, at three widths, light and dark, into .cache/screens/mails.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { letters, Reader, SCHEMES, WIDTHS } from "./mails.js";
import { ROOT } from "./world.js";

const folder = join(ROOT, ".cache/screens/mails");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const reader = await Reader.open();
let count = 0;
for (const [name, html] of letters()) {
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      await reader.read(html, width, scheme);
      await reader.page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`), fullPage: true });
      count += 1;
    }
  }
}
await reader.close();
console.log(`${count} pictures of mails: .cache/screens/mails`);
