// What speeds up the staff's screens: keys, rows, the box, live counts. Every act is also a button or a link.
import { openPalette } from "../components/command-palette/script.js";
import { walkRows } from "../components/desk-table/script.js";
import { checkPaper } from "../components/paper-field/script.js";
import { coverParts } from "../components/photo-cover/script.js";
import { showResultsWhileTyping, suggestWhileTyping } from "../components/search-box/script.js";
import { openConsole } from "./console.js";
import { each } from "./dom.js";
import { listenToKeys } from "./keys.js";
import { followCounts } from "./live.js";
import { refreshWhileMoving } from "./refresh.js";

const walk = (root) => each("[data-rows]", walkRows, root);

each("[data-palette]", openPalette);
each("[data-suggestions]", suggestWhileTyping);
each("form[data-results]", (form) => showResultsWhileTyping(form, walk));
each("form[data-cover]", coverParts);
each("[data-paper]", checkPaper);
each("[data-live]", followCounts);
each("[data-refresh]", refreshWhileMoving);
each("form[data-console]", openConsole);
walk(document);
listenToKeys();
