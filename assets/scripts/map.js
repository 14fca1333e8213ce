// Pages with a map: MapLibre itself is fetched when a map comes near the screen.
import { startCrewMap } from "../components/crew/map.js";
import { startDeskMap } from "../components/desk-map/script.js";
import { startPicker } from "../components/map-picker/script.js";
import { startPublicMap } from "../components/public-map/script.js";
import { each } from "./dom.js";

function whenNear(container, start) {
  const watcher = new IntersectionObserver(
    async (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      try {
        const { openMap } = await import("./city-map.js");
        await start(container, openMap);
      } catch (error) {
        // Without WebGL, or without a network: the page has the same in words.
        console.error(error);
        const said = container.parentElement.querySelector("[data-no-map]");
        if (!said) return;
        container.hidden = true;
        said.hidden = false;
      }
    },
    { rootMargin: "400px" },
  );
  watcher.observe(container);
}

each("[data-map-picker]", (container) => whenNear(container, startPicker));
each("[data-public-map]", (container) => whenNear(container, startPublicMap));
each("[data-desk-map]", (container) => whenNear(container, startDeskMap));
each("[data-crew-map]", (container) => whenNear(container, startCrewMap));
