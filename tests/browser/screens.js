// Every screen of the app, and how one gets there. By itself it makes pictures of all of them, into .cache/screens.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Phone } from "./phone.js";
import { answerLinks, ROOT, World } from "./world.js";

const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const WHATSAPP = "Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 WhatsApp/2.25";

/** Walks through everything, and stops at each screen: yields the phone that shows it, and its name. */
export async function* walk(world, language) {
  // Before a phone belongs to a city, it speaks the language of the country.
  if (language === "de") yield* beforeJoining(world);
  await sameThing(world);
  world.command("task", "add", "--text", "Ist die Bank im Birkenpark wieder heil?", "--route", "nordrunde", "--stop", "n4", "--until", "2099-12-31");
  const phone = new Phone(world);
  await phone.open();
  if (language === "de") yield* joining(phone);
  await phone.enrol();
  await phone.touch("Mehr");
  await phone.touch("Einstellungen");
  if (language === "en") {
    await phone.touch("English");
    phone.speak("en");
    await title(phone, "settings-title");
  }
  for (const part of [more, lending, report, afterwards, hazard, talk, visit, round, ways, unfinished, answered, closed]) {
    for await (const name of part(phone, world)) yield [phone, name];
  }
  await phone.close();
}

async function* beforeJoining(world) {
  const strangers = [
    ["shell-too-old", { before: () => delete StorageManager.prototype.getDirectory }],
    ["join-iphone", { userAgent: SAFARI }],
    ["join-other-app", { userAgent: WHATSAPP }],
  ];
  for (const [name, options] of strangers) {
    const phone = new Phone(world, options);
    await phone.open();
    await phone.page.locator("h1:not(:text-is('Kümmerer'))").waitFor();
    yield [phone, name];
    await phone.close();
  }
}

async function* joining(phone) {
  await phone.button("Code scannen").waitFor();
  yield [phone, "join"];
  await phone.page.getByLabel("Code eingeben").fill("0000-0000-000");
  await phone.touch("Los geht es");
  await phone.page.getByRole("alert").waitFor();
  yield [phone, "join-wrong-code"];
  await phone.touch("Code scannen");
  await phone.button("Abbrechen").waitFor();
  yield [phone, "join-scanner"];
  await phone.touch("Abbrechen");
}

/** Ben has reported the same graffiti before. */
async function sameThing(world) {
  const ben = new Phone(world);
  await ben.open();
  await ben.enrol(world.code("Ben"));
  await ben.report("Graffiti");
  await ben.touch("Fertig");
  await ben.handIn();
  await ben.close();
}

const touch = (phone, ...keys) => keys.reduce((before, key) => before.then(() => phone.touch(phone.texts[key])), Promise.resolve());
const title = (phone, key) => phone.title(phone.texts[key]);
const home = (phone) => phone.button(phone.texts["home-report"]).waitFor();

async function take(phone) {
  await phone.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
  await touch(phone, "shutter-press");
  await title(phone, "category-title");
}

async function* more(phone) {
  yield "settings";
  await touch(phone, "back");
  await title(phone, "more-title");
  yield "more";
  await touch(phone, "notices-title");
  await phone.sees("Team-Treffen");
  yield "notices";
  await touch(phone, "back", "directory-title");
  await phone.button(phone.texts["offer-debt_advice"]).waitFor();
  yield "directory";
  await touch(phone, "offer-debt_advice");
  await phone.sees("Schuldenberatung Musterstadt");
  yield "directory-help";
  await touch(phone, "back", "back", "phrases-title");
  await phone.button("العربية").waitFor();
  yield "phrases";
  await phone.touch("العربية");
  await phone.sees("شكراً لك.");
  yield "phrase-cards";
  await phone.page.getByText("شكراً لك.").tap();
  await phone.button(phone.texts["phrase-say"]).waitFor();
  yield "phrase";
  await touch(phone, "back", "back", "back", "persons-title");
  await phone.button("Anna").waitFor();
  yield "persons";
  await phone.touch("Anna");
  await home(phone);
  yield "home";
  await touch(phone, "home-more", "persons-title", "pin-set");
  await title(phone, "pin-new");
  await phone.touch("1");
  yield "pin-new";
  const digits = async (pin) => {
    for (const digit of pin) await phone.touch(digit);
  };
  const anna = async () => {
    await phone.page.getByText("Anna", { exact: true }).tap();
    await phone.title(/^PIN .* \S?Anna/);
  };
  await digits("234");
  await title(phone, "pin-again");
  await digits("1234");
  await title(phone, "persons-title");
  await touch(phone, "persons-nobody");
  await home(phone);
  await touch(phone, "home-more", "persons-title");
  await anna();
  yield "pin";
  await touch(phone, "pin-forgotten");
  await title(phone, "pin-code");
  await digits("1");
  yield "pin-code";
  await touch(phone, "back");
  await anna();
  await digits("1234");
  await home(phone);
  await touch(phone, "home-more", "persons-title", "pin-remove", "yes-delete");
  await phone.button(phone.texts["pin-set"]).waitFor();
  await touch(phone, "back", "back");
  await phone.page.locator("main > button").last().tap();
  await phone.sees(phone.texts["mine-empty"]);
  yield "reports-none";
  await touch(phone, "back");
}

/** Everything on the check list is in order. */
async function tick(phone, lines) {
  for (; lines > 0; lines--) await phone.page.getByRole("checkbox", { checked: false }).first().tap();
}

async function* lending(phone) {
  await touch(phone, "home-more", "things-title");
  await phone.sees("E-Rikscha");
  yield "things";
  await phone.page.getByText("E-Rikscha").tap();
  await phone.page.getByRole("checkbox").first().tap();
  yield "thing";
  await tick(phone, 4);
  await touch(phone, "thing-lend");
  await title(phone, "things-title");
  await phone.sees(phone.texts["thing-here"]);
  await touch(phone, "back", "back");
  await home(phone);
  yield "home-lent";
  await phone.page.getByText(/E-Rikscha/).tap();
  await tick(phone, 5);
  await touch(phone, "thing-give-back");
  await home(phone);
}

async function* ways(phone) {
  await touch(phone, "home-more", "ways-title");
  await phone.page.locator("button.card").first().waitFor();
  yield "ways";
  await phone.page.locator("button.card").first().tap();
  await phone.button(phone.texts["way-delete"]).waitFor();
  yield "way";
  await touch(phone, "back", "back", "back");
}

async function* report(phone) {
  await phone.offline();
  await touch(phone, "home-report");
  await phone.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
  yield "viewfinder";
  await take(phone);
  yield "category";
  await touch(phone, "category-graffiti");
  await title(phone, "saved-title");
  await phone.sees(phone.texts["same-title"]);
  yield "saved-same";
  await touch(phone, "same-no", "saved-amount");
  await phone.button(phone.texts["amount-bag"]).waitFor();
  yield "saved-amount";
  await touch(phone, "amount-bag", "black-title");
  await phone.page.locator(".photo img").waitFor();
  await phone.page.locator(".places button").nth(7).tap();
  await phone.page.locator(".photo rect").waitFor();
  yield "black";
  await touch(phone, "back");
  await title(phone, "saved-title");
  await touch(phone, "saved-place");
  await title(phone, "where-title");
  yield "place";
  await touch(phone, "where-unknown", "done");
  await home(phone);
  yield "home-waiting";
}

async function* afterwards(phone) {
  await touch(phone, "home-idea");
  await title(phone, "idea-title");
  await phone.page.locator("textarea").fill("Eine Bank im Schatten.");
  yield "idea";
  await touch(phone, "voice-begin");
  await title(phone, "voice-title");
  await phone.button(phone.texts["voice-begin"]).waitFor();
  yield "voice";
  await touch(phone, "voice-begin");
  await phone.button(phone.texts["voice-stop"]).waitFor();
  yield "voice-recording";
  await touch(phone, "voice-stop");
  await phone.sees(phone.texts["voice-kept"]);
  yield "voice-kept";
  await phone.page.reload();
  await phone.sees(phone.texts["draft-voice"]);
  yield "home-voice";
  await touch(phone, "voice-delete", "home-idea");
  await title(phone, "idea-title");
  await phone.page.locator("textarea").fill("Eine Bank im Schatten.");
  await touch(phone, "save");
  await title(phone, "saved-title");
  yield "saved";
  await touch(phone, "done");
  await phone.page.locator("main > button").last().tap();
  await phone.page.locator("button.card").nth(1).waitFor();
  yield "reports";
  await phone.page.locator("button.card").last().tap();
  await title(phone, "category-graffiti");
  await phone.page.locator("textarea").fill("Am Tor.");
  yield "report";
  await touch(phone, "story-category");
  await title(phone, "category-title");
  yield "category-again";
  await touch(phone, "back", "story-withdraw");
  await phone.button(phone.texts["story-withdraw-undo"]).waitFor();
  yield "report-withdrawn";
  await touch(phone, "story-withdraw-undo", "back", "back");
}

async function* hazard(phone) {
  await touch(phone, "home-hazard");
  await title(phone, "hazard-title");
  yield "hazard";
  await touch(phone, "category-needles");
  await phone.sees(phone.texts["hazard-unsent-chip"]);
  yield "hazard-unsent";
  await touch(phone, "done");
  await phone.sees(phone.texts["hazard-unsent"]);
  yield "home-hazard-unsent";
}

async function* talk(phone) {
  await touch(phone, "home-contact");
  await title(phone, "contact-title");
  yield "talk";
  await touch(phone, "topic-letters");
  await title(phone, "contact-outcome-title");
  yield "talk-outcome";
  await touch(phone, "outcome-referred");
  await title(phone, "saved-title");
  yield "talk-saved";
  await touch(phone, "contact-referral");
  await title(phone, "referral-need");
  yield "help-need";
  await touch(phone, "need-debt");
  await title(phone, "referral-offer");
  yield "help-offer";
  await touch(phone, "offer-debt_advice");
  await phone.button(phone.texts["referral-outcome-goes"]).waitFor();
  yield "help-outcome";
  await touch(phone, "referral-outcome-goes");
  await home(phone);
}

async function* visit(phone) {
  await touch(phone, "home-contact", "institution-school");
  await title(phone, "contact-outcome-title");
  await phone.button(phone.texts["visit-talked"]).waitFor();
  yield "visit-outcome";
  await touch(phone, "visit-talked");
  await title(phone, "saved-title");
  await touch(phone, "done");
  await home(phone);
}

async function* round(phone) {
  await touch(phone, "home-round");
  await title(phone, "round-title");
  yield "round-start";
  await phone.page.getByText("Nordrunde").tap();
  await phone.title("Nordrunde");
  await phone.button(phone.texts["task-seen"]).waitFor();
  yield "round";
  await touch(phone, "task-seen");
  await phone.button(phone.texts["task-undo"]).waitFor();
  yield "round-task";
  await touch(phone, "stop-ok");
  await phone.page.locator("details.done").first().waitFor();
  await touch(phone, "round-pause");
  await phone.page.locator("summary").first().tap();
  yield "round-pause";
  await touch(phone, "round-resume", "round-pocket", "pocket-first");
  await phone.button(phone.texts["pocket-second"]).waitFor();
  yield "round-pocket";
  await touch(phone, "pocket-second", "round-end");
  await phone.button(phone.texts["round-end-yes"]).waitFor();
  yield "round-end";
  await touch(phone, "round-end-yes");
  await title(phone, "hand-in-title");
  await phone.sees(phone.texts["hand-in-offline"]);
  yield "hand-in-offline";
  await phone.offline(false);
  await phone.page.getByText(phone.texts["hand-in-all"]).waitFor({ timeout: 30000 });
  yield "hand-in";
  await touch(phone, "done");
}

/** The page as the browser shows it when its camera fails in this way. */
const camera = (phone, error) => phone.page.evaluate((name) => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name))), error);

async function* unfinished(phone) {
  await touch(phone, "home-report");
  await take(phone);
  await phone.page.reload();
  await phone.sees(phone.texts["draft-photo"]);
  yield "home-photo";
  await touch(phone, "draft-give-up", "home-self-done");
  await take(phone);
  await touch(phone, "category-litter");
  await title(phone, "saved-title");
  yield "saved-self-done";
  await touch(phone, "done");
  await phone.sees(phone.texts["after-missing"]);
  yield "home-after-missing";
  for (const [name, error, says] of [["camera-denied", "NotAllowedError", "camera-denied"], ["camera-missing", "NotFoundError", "camera-missing"]]) {
    await phone.page.reload();
    await home(phone);
    await camera(phone, error);
    await touch(phone, "home-report");
    await phone.sees(phone.texts[says]);
    yield name;
  }
  const chooser = phone.page.waitForEvent("filechooser");
  await touch(phone, "camera-app");
  await chooser;
  await phone.page.reload();
  await phone.sees(phone.texts["draft-missing"]);
  yield "home-photo-missing";
  await touch(phone, "draft-give-up");
  await phone.page.evaluate(() => (navigator.permissions.query = async () => ({ state: "denied" })));
  await touch(phone, "home-idea", "voice-begin");
  await phone.sees(phone.texts["voice-denied"]);
  yield "voice-denied";
  await touch(phone, "back", "back");
  await phone.page.evaluate(() => (navigator.permissions.query = async () => ({ state: "prompt" })));
  await touch(phone, "home-report");
  await phone.sees(phone.texts["camera-card"]);
  yield "camera-card";
  await touch(phone, "back", "home-idea", "voice-begin");
  await phone.sees(phone.texts["voice-card-what"]);
  yield "voice-card";
  await touch(phone, "back", "back");
}

async function* answered(phone, world) {
  world.command("digest", "--now");
  const link = world.sent("ideen@bezirk.example.org").flatMap(answerLinks).at(-1);
  await fetch(link, { method: "POST", body: new URLSearchParams({ outcome: "done", note: "Die Bank steht." }) });
  await phone.page.reload();
  await phone.sees("Die Bank steht.");
  yield "home-answer";
  await phone.page.getByText("Die Bank steht.").tap();
  await title(phone, "category-suggestion");
  yield "report-answered";
  await touch(phone, "back");
  await home(phone);
  await phone.page.locator("main > button").last().tap();
  await phone.page.locator("button.card").filter({ hasText: phone.texts["category-graffiti"] }).first().tap();
  await title(phone, "category-graffiti");
  await touch(phone, "black-title");
  await phone.sees(phone.texts["black-office"]);
  yield "black-too-late";
  await touch(phone, "back", "back", "back");
  const urgent = world.sent("eilig@edg.example.org").flatMap(answerLinks).at(-1);
  await fetch(urgent, { method: "POST", body: new URLSearchParams({ outcome: "done" }) });
  await phone.page.reload();
  await touch(phone, "home-round");
  await phone.page.getByText("Nordrunde").tap();
  await phone.sees(phone.texts["recheck-title"]);
  yield "round-recheck";
  await touch(phone, "story-gone");
  await phone.page.getByText(phone.texts["recheck-title"]).waitFor({ state: "detached" });
}

async function* closed(phone, world) {
  const first = phone.page;
  phone.watch(await phone.context.newPage());
  await phone.page.goto(`${world.url}/app/`);
  await phone.page.locator(".hint").waitFor();
  yield "open-elsewhere";
  await phone.page.close();
  phone.watch(first);
}

/** The app in this look; what the phone itself prefers does not count then. */
export const dress = (page, theme) => page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);

const SIZE = { width: 360, height: 740 };
/** As a picture shows a screen: in sun and at night, with the phone's largest text, on a desk. */
const LOOKS = {
  light: (page) => dress(page, "light"),
  dark: (page) => dress(page, "dark"),
  large: async (page) => {
    await dress(page, "light");
    await enlarge(page, "200%");
  },
  wide: async (page) => {
    await enlarge(page, "");
    await page.setViewportSize({ width: 1280, height: 800 });
  },
};
const enlarge = (page, size) => page.evaluate((size) => (document.documentElement.style.fontSize = size), size);

async function pictures() {
  const folder = join(ROOT, ".cache/screens");
  mkdirSync(folder, { recursive: true });
  for (const language of ["de", "en"]) {
    const world = await World.begin();
    let number = 0;
    try {
      for await (const [{ page }, name] of walk(world, language)) {
        number++;
        for (const [look, put] of Object.entries(LOOKS)) {
          await put(page);
          await page.screenshot({ path: join(folder, `${language}-${look}-${String(number).padStart(2, "0")}-${name}.png`), fullPage: true });
        }
        await page.setViewportSize(SIZE);
      }
    } finally {
      await world.end();
    }
    console.log(`${language}: ${number} screens, each light, dark, large and wide, in ${folder}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await pictures();
