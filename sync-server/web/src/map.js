// Areas, stops, routes and reports on plain ground. `<div class="map" data-ground data-spots data-at data-accuracy data-pick data-way data-choose>`;
// see ARCHITECTURE.md.
import { Map as Drawn, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { picture, SCALE } from "./signs.js";
import { style } from "./style.js";

setWorkerUrl(new URL(WORKER, import.meta.url).href);
const GROUND = "/office/map/ground";
/** A frame that takes longer is felt; so many of them are no accident. */
const SLOW_MS = 40;
const SLOW_FRAMES = 6;
const NOTHING = { type: "FeatureCollection", features: [] };

/** What is asked `by itself` does not count as a click of somebody who is there. */
async function json(address, byItself) {
  const answer = await fetch(address, { headers: byItself ? { "kuemmerer-by-itself": "1" } : {}, redirect: "error" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

class CityMap {
  constructor(element, ground) {
    this.element = element;
    this.words = ground.words;
    const [lat, lon] = numbers(element.dataset.at);
    this.at = lat === undefined ? null : [lon, lat];
    const frame = document.createElement("div");
    this.said = document.createElement("p");
    this.said.className = "map-said";
    this.way = (element.dataset.way ?? "").split(";").map(numbers).filter(([lat]) => lat !== undefined).map(([lat, lon]) => [lon, lat]);
    const bounds = this.at ? null : boundsOf(this.way.length > 1 ? [line(this.way)] : ground.features);
    this.map = new Drawn({
      container: frame,
      style: style(ground, { spots: Boolean(element.dataset.spots), here: Boolean(this.at || element.dataset.pick), way: element.dataset.way !== undefined }),
      ...(this.at ? { center: this.at, zoom: 16 } : bounds ? { bounds, fitBoundsOptions: { padding: 24 } } : { center: [10.3, 51.2], zoom: 5 }),
      maxZoom: 20,
      maxPitch: 0,
      dragRotate: false,
      touchPitch: false,
      attributionControl: false,
      fadeDuration: 100,
      renderWorldCopies: false,
      locale: { "Map.Title": this.words.title, "NavigationControl.ZoomIn": this.words.zoom_in, "NavigationControl.ZoomOut": this.words.zoom_out },
    });
    element.replaceChildren(frame, this.said);
    this.map.resize();
    if (bounds) this.map.fitBounds(bounds, { padding: 24, animate: false });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.setMissingStyleImageResolver((id) => void this.map.addImage(id, picture(id), { pixelRatio: SCALE }));
    this.map.on("error", ({ error }) => console.warn(error));
    lighterWhileMoving(this.map);
    this.map.once("load", () => this.ready());
  }

  ready() {
    if (this.at) this.mark(this.at);
    if (this.element.dataset.spots) this.follow();
    if (this.element.dataset.way !== undefined) this.drawWay();
    if (this.element.dataset.choose) this.chooses(document.getElementById(this.element.dataset.choose));
    if (this.element.dataset.pick) this.picks(document.getElementById(this.element.dataset.pick));
    this.element.dataset.ready = "";
  }

  /** Reports: those of the part that is shown, and the row's own. */
  follow() {
    const { map } = this;
    map.on("moveend", () => this.load());
    document.addEventListener("kuemmerer:renewed", () => this.load(true));
    this.load(true);
    map.on("click", "spots", ({ features }) => location.assign(`/office/reports/${features[0].properties.id}`));
    map.on("click", "clusters", async ({ features: [cluster] }) => {
      const zoom = await map.getSource("spots").getClusterExpansionZoom(cluster.properties.cluster_id);
      map.easeTo({ center: cluster.geometry.coordinates, zoom });
    });
    // Only where the pointer rests: asking what lies under it costs a frame.
    map.on("mousemove", ({ point }) => {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => map.isMoving() || this.hover(map.queryRenderedFeatures(point, { layers: ["spots", "clusters"] })[0]), 60);
    });
    document.addEventListener("focusin", ({ target }) => this.choose(target.closest("[data-spot]"), true));
    document.addEventListener("pointerover", ({ target }) => this.choose(target.closest("[data-spot]"), false));
  }

  hover(feature) {
    this.map.getCanvas().title = feature?.properties.what ?? "";
    this.map.getCanvas().style.cursor = feature ? "pointer" : "";
  }

  /** Asks for what is shown, unless what was asked last holds all of it. */
  async load(anew = false) {
    const view = this.map.getBounds();
    const edges = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    if (!anew && this.whole && edges[0] >= this.whole[0] && edges[1] >= this.whole[1] && edges[2] <= this.whole[2] && edges[3] <= this.whole[3]) return;
    const [wide, high] = [(edges[2] - edges[0]) / 4, (edges[3] - edges[1]) / 4];
    const part = [edges[0] - wide, edges[1] - high, edges[2] + wide, edges[3] + high];
    const asked = (this.asked = {});
    clearTimeout(this.timer);
    await new Promise((done) => (this.timer = setTimeout(done, anew ? 0 : 250)));
    const address = new URL(this.element.dataset.spots, location.href);
    address.searchParams.set("bbox", part.map((edge) => edge.toFixed(5)).join(","));
    const spots = await json(address, anew).catch(() => null);
    if (!spots || asked !== this.asked) return;
    this.whole = spots.more ? null : part;
    this.map.getSource("spots").setData(spots);
    const count = spots.features.length;
    this.said.textContent = (spots.more ? this.words.many : this.words.shown).replace("#", count);
    this.element.dataset.shown = count;
  }

  /** Rings the spot of a row; brings it into sight for whoever walks by keys. */
  choose(row, bring) {
    if (!row) return;
    const [lat, lon] = numbers(row.dataset.spot);
    this.map.getSource("chosen").setData(point([lon, lat]));
    this.element.dataset.chosen = row.id;
    if (bring && !this.map.getBounds().contains([lon, lat])) this.map.easeTo({ center: [lon, lat] });
  }

  /** A place and how far off it may be. */
  mark(at) {
    const metres = Number(this.element.dataset.accuracy) || 0;
    const features = at ? [point(at), ...(metres > 0 ? [circle(at, metres)] : [])] : [];
    this.map.getSource("here").setData({ ...NOTHING, features });
  }

  /** The way from stop to stop, with their numbers. */
  drawWay() {
    const stops = this.way.map((at, place) => ({ ...point(at), properties: { word: `${place + 1}` } }));
    this.map.getSource("way").setData({ ...NOTHING, features: [...(stops.length > 1 ? [line(this.way)] : []), ...stops] });
  }

  /** A click on a stop chooses it in a list and presses the button beside it. */
  chooses(list) {
    const { map } = this;
    if (!list) return;
    this.said.textContent = this.words.choose;
    const near = ({ x, y }) => map.queryRenderedFeatures([[x - 12, y - 12], [x + 12, y + 12]], { layers: ["stops"] })[0];
    map.on("mousemove", ({ point }) => (map.getCanvas().style.cursor = near(point) ? "pointer" : ""));
    map.on("click", ({ point }) => {
      const id = near(point)?.properties.id;
      if (![...list.options].some(({ value }) => value === id)) return;
      list.value = id;
      document.getElementById(`${list.id}-now`).click();
    });
  }

  /** A click, or Enter in the middle, writes the place into a field; what is typed there is drawn. */
  picks(field) {
    const { map } = this;
    if (!field) return;
    this.said.textContent = this.words.pick;
    delete this.element.dataset.accuracy;
    const pick = ({ lat, lng }) => {
      field.value = `${lat.toFixed(6)},${lng.toFixed(6)}`;
      this.mark([lng, lat]);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    map.getCanvas().style.cursor = "crosshair";
    map.on("click", ({ lngLat }) => pick(lngLat));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      pick(map.getCenter());
    });
    field.addEventListener("input", () => {
      const [lat, lon] = numbers(field.value);
      if (lon !== undefined) this.mark([lon, lat]);
    });
  }
}

/**
 * Where frames take long, the processor paints each pixel: no graphics card, a remote desktop. There a map that moves is
 * painted with fewer pixels, so that it follows the hand, and sharp again once it rests.
 */
function lighterWhileMoving(map) {
  const [sharp, light] = [map.getPixelRatio(), map.getPixelRatio() * 0.6];
  let [last, slow] = [0, 0];
  let resting;
  const paint = (ratio) => map.getPixelRatio() === ratio || map.setPixelRatio(ratio);
  map.on("move", () => {
    const now = performance.now();
    slow += now - last > SLOW_MS && now - last < 10 * SLOW_MS;
    last = now;
    clearTimeout(resting);
    if (slow < SLOW_FRAMES) return;
    if (map.isMoving()) paint(light);
    // Also where it is held still.
    resting = setTimeout(() => paint(sharp), 400);
  });
}

/** `lat,lon`; nothing where it is none. */
function numbers(text) {
  const found = (text ?? "").split(",").map(Number);
  return found.length === 2 && text.trim() && Math.abs(found[0]) <= 90 && Math.abs(found[1]) <= 180 ? found : [];
}

function point(coordinates) {
  return { type: "Feature", properties: {}, geometry: { type: "Point", coordinates } };
}

function line(coordinates) {
  return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } };
}

/** Close enough to one, in degrees. */
function circle([lon, lat], metres) {
  const [high, wide] = [metres / 111_320, metres / (111_320 * Math.cos((lat * Math.PI) / 180))];
  const turn = Array.from({ length: 49 }, (_, n) => (n * Math.PI) / 24);
  const ring = turn.map((angle) => [lon + wide * Math.cos(angle), lat + high * Math.sin(angle)]);
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
}

/** What holds all of it: west, south, east, north. */
function boundsOf(features) {
  const edges = [Infinity, Infinity, -Infinity, -Infinity];
  const grow = (it) => {
    if (typeof it[0] !== "number") return it.forEach(grow);
    edges.splice(0, 4, Math.min(edges[0], it[0]), Math.min(edges[1], it[1]), Math.max(edges[2], it[0]), Math.max(edges[3], it[1]));
  };
  for (const { geometry } of features) grow(geometry.coordinates);
  return edges[0] <= edges[2] ? edges : null;
}

async function draw(element) {
  let ground = { ...NOTHING, words: {} };
  try {
    ground = await json(element.dataset.ground ?? GROUND, true);
    new CityMap(element, ground);
  } catch (error) {
    console.warn(error);
    const told = document.createElement("p");
    told.textContent = ground.words.trouble ?? element.textContent;
    element.replaceChildren(told);
  }
}

// Only once it comes into sight: a map in a closed form costs nothing.
const sight = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
    sight.unobserve(target);
    draw(target);
  }
});
for (const element of document.querySelectorAll("div.map")) sight.observe(element);
