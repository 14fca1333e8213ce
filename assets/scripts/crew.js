// What the pages of field crews do when scripts run: they work without a network, and lose nothing.
import { keepDay } from "../components/crew/keeping.js";
import { askFromHere, followNetwork, needNetwork } from "../components/crew/network.js";
import { openQueue } from "../components/crew/queue.js";
import { each } from "./dom.js";

each("[data-crew]", followNetwork);
each("form[data-needs-network]", needNetwork);
each("form[data-from-here]", askFromHere);
// A page that is not theirs alone (no network, changed hands) has nothing to keep nor to send.
each("[data-crew]:not([data-crew=''])", (root) => {
  // Without https there is neither a worker nor a store: the forms are sent as they are.
  if (!window.isSecureContext) return;
  if (window.indexedDB && navigator.locks) openQueue(root).catch((error) => console.error(error));
  keepDay(root).catch((error) => console.error(error));
});
