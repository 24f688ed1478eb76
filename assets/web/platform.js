// What only the browser can do: camera, position, speech, the screen; for the core's worker, requests to the server. Called
// from Rust; holds no words and no decisions.

let worker = null;
/** What the core said before somebody listened. */
const early = [];
let listener = (said) => early.push(said);

/** Starts the core's worker, which runs the same compiled module (a promise of it). */
export function openCore(module) {
  worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => listener(data);
  worker.onerror = () => listener("broken");
  module.then((compiled) => worker.postMessage(compiled));
}

/** `tell` gets bytes (a message) or a string (how the store stands). */
export function listenToCore(tell) {
  listener = tell;
  early.splice(0).forEach((said) => tell(said));
}

export function postToCore(message) {
  if (typeof message === "string") worker.postMessage(message);
  else worker.postMessage(message, [message.buffer]);
}

/** One request to the server and its whole answer. Redirects come from hotels and stations, and would get the phone's token. */
export async function send(method, address, headers, body, patience) {
  const options = { method, headers, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(patience) };
  const answer = await fetch(address, body.length ? { ...options, body } : options);
  // The browser has decoded the body already.
  const told = [...answer.headers].filter(([name]) => name !== "content-encoding");
  return [answer.status, told, new Uint8Array(await answer.arrayBuffer())];
}

// Position ------------------------------------------------------------------------------------------------------------

let watching = null;

/** `tell(lat, lon, accuracy, at)` in degrees, metres and milliseconds; `fail("denied" | "missing")`. */
export function watchPosition(tell, fail) {
  stopPosition();
  if (!navigator.geolocation) return fail("missing");
  watching = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => tell(coords.latitude, coords.longitude, coords.accuracy, timestamp),
    (error) => fail(error.code === error.PERMISSION_DENIED ? "denied" : "missing"),
    { enableHighAccuracy: true, maximumAge: 5000, timeout: 30000 },
  );
}

export function stopPosition() {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
}

/** "granted", "denied" or "prompt", for "geolocation", "camera" or "microphone". */
export async function permission(name) {
  try {
    return (await navigator.permissions.query({ name })).state;
  } catch {
    return "prompt";
  }
}

// Camera --------------------------------------------------------------------------------------------------------------

let stream = null;

/** Shows the camera in the video of this id; "" or why not. Opened once per start, paused in between. */
export async function openCamera(id) {
  const video = document.getElementById(id);
  if (!video) return "gone";
  try {
    if (!stream?.active) {
      if (!navigator.mediaDevices?.getUserMedia) return "missing";
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1440 } },
      });
    }
    for (const track of stream.getTracks()) track.enabled = true;
    video.srcObject = stream;
    await video.play();
    return "";
  } catch (error) {
    return error.name === "NotAllowedError" ? "denied" : "missing";
  }
}

export function restCamera() {
  for (const track of stream?.getTracks() ?? []) track.enabled = false;
}

/** What the video shows now, as JPEG bytes; empty where nothing does. */
export async function shoot(id) {
  const video = document.getElementById(id);
  if (!video?.videoWidth) return new Uint8Array();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
  return blob ? new Uint8Array(await blob.arrayBuffer()) : new Uint8Array();
}

/** The grey values of what the video shows, for reading a code; width, height, then the bytes. */
export function look(id) {
  const video = document.getElementById(id);
  if (!video?.videoWidth) return new Uint8Array();
  const scale = Math.min(1, 640 / video.videoWidth);
  const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height).data;
  const grey = new Uint8Array(4 + width * height);
  grey.set([width >> 8, width & 255, height >> 8, height & 255]);
  for (let i = 0; i < width * height; i++) grey[4 + i] = (pixels[4 * i] * 77 + pixels[4 * i + 1] * 151 + pixels[4 * i + 2] * 28) >> 8;
  return grey;
}

/** The file chosen in the input of this id, or empty. JPEG stays as it is; other pictures become JPEG, if the browser can. */
export async function chosenFile(id) {
  const input = document.getElementById(id);
  const file = input?.files?.[0];
  const photo = file && (file.type === "image/jpeg" ? file : await redrawn(file));
  if (input) input.value = "";
  return photo ? new Uint8Array(await photo.arrayBuffer()) : new Uint8Array();
}

/** No picture, or a bomb: then the file itself. */
async function redrawn(file) {
  try {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9))) ?? file;
  } catch {
    return file;
  }
}

/** Where a point of the window lies in the element of this id, as parts of its width and height. */
export function within(id, x, y) {
  const { left, top, width, height } = document.getElementById(id)?.getBoundingClientRect() ?? {};
  return [(x - left) / width, (y - top) / height];
}

export function press(id) {
  document.getElementById(id)?.click();
}

// Voice ---------------------------------------------------------------------------------------------------------------

// Speech needs no more; a minute is about 200 kB.
const BITS = 24000;
let recorder = null;
let recorded = [];
let player = null;

/** Begins to record what is said; "" or why not. */
export async function record() {
  dropVoice();
  try {
    if (!navigator.mediaDevices?.getUserMedia || !self.MediaRecorder) return "missing";
    const sound = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: true } });
    const type = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"].find((type) => MediaRecorder.isTypeSupported(type));
    recorded = [];
    recorder = new MediaRecorder(sound, { mimeType: type, audioBitsPerSecond: BITS });
    recorder.ondataavailable = ({ data }) => recorded.push(data);
    // In pieces, so that a microphone that is taken away costs only what follows.
    recorder.start(1000);
    return "";
  } catch (error) {
    return error.name === "NotAllowedError" ? "denied" : "missing";
  }
}

/** What was recorded; empty where nothing was. */
export async function stopRecording() {
  const ended = recorder;
  if (!ended) return new Uint8Array();
  if (ended.state !== "inactive") {
    const over = new Promise((resolve) => (ended.onstop = resolve));
    ended.stop();
    await over;
  }
  const sound = new Blob(recorded);
  dropVoice();
  return new Uint8Array(await sound.arrayBuffer());
}

/** The microphone is let go, the player is silent. */
export function dropVoice() {
  player?.pause();
  if (recorder?.state === "recording") recorder.stop();
  for (const track of recorder?.stream.getTracks() ?? []) track.stop();
  [recorder, player] = [null, null];
}

export function play(sound) {
  player?.pause();
  const source = URL.createObjectURL(new Blob([sound]));
  player = new Audio(source);
  player.onended = () => URL.revokeObjectURL(source);
  player.play().catch(() => {});
}

export function speak(text, language) {
  if (!self.speechSynthesis) return false;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = language;
  words.rate = 0.9;
  speechSynthesis.speak(words);
  return true;
}

/** Whether there may be a voice for a language: some devices tell their voices late, and are believed then. */
export function hasVoice(language) {
  const voices = self.speechSynthesis?.getVoices() ?? [];
  return !!self.speechSynthesis && (!voices.length || voices.some(({ lang }) => lang.slice(0, 2) === language.slice(0, 2)));
}

/** What a screen says, for reading it aloud. */
export function screenText() {
  const screen = document.querySelector("main");
  const silent = "svg, video, input, [aria-hidden=true]";
  const parts = [document.querySelector("h1")?.innerText ?? ""];
  const walk = document.createTreeWalker(screen ?? document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim();
    if (text && !walk.currentNode.parentElement.closest(silent)) parts.push(text);
  }
  return parts.join(". ");
}

// The screen and the phone --------------------------------------------------------------------------------------------

let awake = null;

/** Keeps the screen on; false where the phone refuses. */
export async function keepAwake(on) {
  try {
    if (!on) return (await awake?.release(), (awake = null), true);
    awake = await navigator.wakeLock.request("screen");
    return true;
  } catch {
    return false;
  }
}

export function dress(language, theme) {
  document.documentElement.lang = language;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

// An impatient thumb taps twice: the second tap must not press what has just appeared below it.
const SETTLE = 400;
let arrived = 0;

/** A new screen begins at its top, and a screen reader with its title. */
export function arrive() {
  document.body.dataset.fresh = "";
  clearTimeout(arrived);
  arrived = setTimeout(() => delete document.body.dataset.fresh, SETTLE);
  scrollTo(0, 0);
  document.querySelector("h1")?.focus({ preventScroll: true });
}

let silent = 0;

/** `tell("back")`, `tell("online")`, `tell("offline")`, `tell("visible")`, `tell("hidden")`, `tell("battery low")`,
 * `tell("battery fine")`. */
export function listen(tell) {
  history.replaceState({ depth: 0 }, "");
  addEventListener("popstate", () => (silent ? silent-- : tell("back")));
  for (const name of ["online", "offline"]) addEventListener(name, () => tell(name));
  document.addEventListener("visibilitychange", () => tell(document.visibilityState));
  // Where the browser tells (not on iOS): as low as phones warn by themselves.
  navigator.getBattery?.().then((battery) => {
    const say = () => tell(battery.level <= 0.15 && !battery.charging ? "battery low" : "battery fine");
    for (const name of ["levelchange", "chargingchange"]) battery.addEventListener(name, say);
    say();
  }, () => {});
}

export function pushHistory() {
  history.pushState({}, "");
}

/** Silently where the screen has changed already. */
export function backHistory(steps, silently) {
  if (silently) silent++;
  history.go(-steps);
}

/** Where the server is, and the code that the link carries (behind `#`, so that it reaches no log). */
export function origin() {
  return location.origin;
}

export function codeInLink() {
  return new URLSearchParams(location.hash.slice(1)).get("enrol") ?? "";
}

export function forgetCode() {
  history.replaceState(history.state, "", location.pathname);
}

/** "installed", "ios" (Safari's page, to be put on the home screen), "foreign" (inside another app), or "browser". */
export function place() {
  if (matchMedia("(display-mode: standalone)").matches || navigator.standalone) return "installed";
  const agent = navigator.userAgent;
  const ios = /iPhone|iPad|iPod/.test(agent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  if (/FBAN|FBAV|Instagram|WhatsApp|Line\/|; wv\)|GSA\//.test(agent)) return "foreign";
  return ios ? "ios" : "browser";
}

/** Asks the browser to keep the store; the bytes that it may take. */
export async function room() {
  await navigator.storage.persist?.();
  return (await navigator.storage.estimate()).quota;
}

export function save(name, type, bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
