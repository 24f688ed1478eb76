// For `make bench`: how smooth the map is while somebody pans and zooms for ten seconds on a processor that is four times
// slower, at office size. Takes the server's address, a name and a password; prints milliseconds as JSON.
import { chromium } from "playwright-core";
import { CHROMIUM, QUIET } from "./phone.js";

const [url, name, password] = process.argv.slice(2);
const GL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...QUIET, ...GL] });
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(`${url}/office/login?lang=de`);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.click("main button");
  await page.goto(`${url}/office/reports`);
  const map = page.locator(".map[data-shown]");
  await map.waitFor({ timeout: 60000 });
  await page.waitForTimeout(1000);
  const { x, y, width, height } = await map.boundingBox();
  const [left, top] = [x + width / 2, y + height / 2];
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.evaluate(() => {
    self.frames = [];
    self.tasks = [];
    let last = performance.now();
    const tick = (now) => {
      self.frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    new PerformanceObserver((list) => self.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
  });
  const end = Date.now() + 10000;
  for (let n = 0; Date.now() < end; n++) {
    await page.mouse.move(left, top);
    if (n % 3 === 2) {
      await page.mouse.wheel(0, n % 2 ? 240 : -240);
    } else {
      await page.mouse.down();
      await page.mouse.move(left + (n % 2 ? 160 : -160), top + (n % 4 < 2 ? 90 : -90), { steps: 12 });
      await page.mouse.up();
    }
    await page.waitForTimeout(150);
  }
  const { frames, tasks } = await page.evaluate(() => ({ frames: self.frames.slice(5).sort((a, b) => a - b), tasks: self.tasks }));
  const frame = frames[Math.floor((frames.length - 1) * 0.95)];
  console.log(JSON.stringify({ frame: Math.round(frame), frames: frames.length, task: Math.round(Math.max(0, ...tasks)) }));
} finally {
  await browser.close();
}
