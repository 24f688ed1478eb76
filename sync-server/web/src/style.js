// How the map looks: plain ground in the page's colours, no glyphs, no tiles of others.
import { colour } from "./signs.js";

const empty = { type: "geojson", data: { type: "FeatureCollection", features: [] } };
const of = (layer) => ["==", ["get", "layer"], layer];
const single = ["!", ["has", "point_count"]];
// Up to a hundred by the one, then by the hundred or thousand: fewer pictures to draw.
const COUNT = ["get", "point_count"];
const least = (step) => ["concat", ["to-string", ["*", step, ["floor", ["/", COUNT, step]]]], "+"];
const ABOUT = ["case", ["<", COUNT, 100], ["to-string", COUNT], ["<", COUNT, 1000], least(100), least(1000)];

/** Sources that nothing is put into cost frames, so there are only those that are needed: `spots`, a place (`here`), or a `way`. */
export function style(ground, { spots, here, way }) {
  const all = everything(ground);
  const needed = ([name]) => name === "ground" || (spots && (name === "spots" || name === "chosen")) || (here && name === "here") || (way && name === "way");
  const sources = Object.fromEntries(Object.entries(all.sources).filter(needed));
  // Whoever draws a way looks for its stops.
  const stops = (layer) => (way && layer.id === "stops" ? { ...layer, minzoom: 9, paint: { ...layer.paint, "circle-radius": 6 } } : layer);
  return { ...all, sources, layers: all.layers.filter(({ source }) => !source || source in sources).map(stops) };
}

function everything(ground) {
  return {
    version: 8,
    sources: {
      ground: { type: "geojson", data: { type: "FeatureCollection", features: ground.features } },
      here: empty,
      chosen: empty,
      way: empty,
      spots: {
        ...empty,
        cluster: true,
        clusterRadius: 36,
        clusterMaxZoom: 16,
        clusterProperties: { hazards: ["+", ["case", ["get", "hazard"], 1, 0]] },
      },
    },
    layers: [
      { id: "plain", type: "background", paint: { "background-color": colour("surface") } },
      { id: "areas", type: "fill", source: "ground", filter: of("area"), paint: { "fill-color": colour("ground"), "fill-antialias": false } },
      { id: "borders", type: "line", source: "ground", filter: of("area"), paint: { "line-color": colour("edge"), "line-width": 1.5 } },
      { id: "routes", type: "line", source: "ground", filter: of("route"), minzoom: 12, paint: { "line-color": colour("accent"), "line-width": 2, "line-opacity": 0.45, "line-dasharray": [2, 2] } },
      { id: "stops", type: "circle", source: "ground", filter: of("stop"), minzoom: 12, paint: { "circle-radius": 3, "circle-color": colour("edge") } },
      { id: "covers", type: "symbol", source: "ground", filter: ["has", "cover"], layout: { "icon-image": ["match", ["get", "cover"], "missed", "spot:hazard", "checked", "spot:plain", "spot:plain-closed"], "icon-allow-overlap": true, "icon-ignore-placement": true } },
      { id: "corners", type: "circle", source: "ground", filter: of("corner"), paint: { "circle-radius": ["+", 12, ["min", 12, ["get", "days"]]], "circle-opacity": 0, "circle-stroke-color": colour("hazard"), "circle-stroke-width": 3 } },
      { id: "around", type: "fill", source: "here", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour("accent"), "fill-opacity": 0.2, "fill-outline-color": colour("accent") } },
      { id: "names", type: "symbol", source: "ground", filter: of("area"), minzoom: 10, maxzoom: 15, layout: { "icon-image": ["concat", "text:", ["get", "name"]], "icon-padding": 4 } },
      { id: "stop-names", type: "symbol", source: "ground", filter: of("stop"), minzoom: 15, layout: { "icon-image": ["concat", "text:", ["get", "name"]], "icon-offset": [0, 14], "icon-padding": 4 } },
      { id: "way", type: "line", source: "way", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": colour("accent"), "line-width": 4 } },
      { id: "way-stops", type: "symbol", source: "way", filter: ["==", ["geometry-type"], "Point"], layout: { "icon-image": ["concat", "count:", ["get", "word"]], "icon-allow-overlap": true, "icon-ignore-placement": true } },
      { id: "chosen", type: "circle", source: "chosen", paint: { "circle-radius": 20, "circle-opacity": 0, "circle-stroke-color": colour("focus"), "circle-stroke-width": 4 } },
      {
        id: "clusters",
        type: "symbol",
        source: "spots",
        filter: ["has", "point_count"],
        layout: {
          "icon-image": ["concat", ["case", [">", ["get", "hazards"], 0], "hazards:", "count:"], ABOUT],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
        },
      },
      {
        id: "spots",
        type: "symbol",
        source: "spots",
        filter: single,
        layout: {
          "icon-image": ["concat", "spot:", ["case", ["get", "hazard"], "hazard", "plain"], ["case", ["get", "open"], "", "-closed"]],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
        },
      },
      { id: "here", type: "circle", source: "here", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 8, "circle-color": colour("accent"), "circle-stroke-color": colour("surface"), "circle-stroke-width": 3 } },
    ],
  };
}
