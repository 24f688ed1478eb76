// Every page of the office: forms and lists change in place, keys walk through lists.
import htmx from "htmx.org";

import "./report.js";

// A strict policy: nothing is evaluated, no style is written into the page.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0, selfRequestsOnly: true });
