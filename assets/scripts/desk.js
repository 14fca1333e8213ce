// What speeds up the staff's screens: keys, rows, palette. Every act is also a button or a link.
import { openPalette } from "../components/command-palette/script.js";
import { walkRows } from "../components/desk-table/script.js";
import { each } from "./dom.js";
import { listenToKeys } from "./keys.js";

each("[data-palette]", openPalette);
each("[data-rows]", walkRows);
listenToKeys();
