// Areas, stops, routes and reports on plain ground, or on the city's base map.
import { setWorkerUrl } from "maplibre-gl";

setWorkerUrl(new URL("map-worker.js", import.meta.url).href);
