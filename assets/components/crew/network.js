// Says that there is no network, and holds what needs one; « from here » asks where one is before it asks for a way.
import { announce, element, words } from "../../scripts/dom.js";

const text = words({
  fr: {
    none: "Pas de réseau. Ce que vous faites est gardé ici et partira à son retour.",
    needs: "Il faut le réseau pour changer l’ordre.",
    looking: "Recherche de votre position…",
  },
  en: {
    none: "No network. What you do is kept here and leaves when it is back.",
    needs: "Changing the order takes the network.",
    looking: "Finding your position…",
  },
});

export function followNetwork(root) {
  const line = element("p", { class: "rv-crew__network", role: "status" });
  root.querySelector("header").after(line);
  const look = () => {
    line.hidden = navigator.onLine;
    announce(line, navigator.onLine ? "" : text.none);
  };
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  look();
  return line;
}

export function needNetwork(form) {
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const said = document.querySelector("[data-said]");
    if (said) announce(said, text.needs);
  });
}

/** The position goes with the question and is kept nowhere; without it, the way begins at the first visit. */
export function askFromHere(form) {
  form.addEventListener("submit", (event) => {
    const isShortest = event.submitter?.value === "court";
    if (!isShortest || form.dataset.asked !== undefined || !navigator.geolocation) return;
    event.preventDefault();
    form.dataset.asked = "";
    announce(form.querySelector("[data-said]"), text.looking);
    const go = () => form.requestSubmit(event.submitter);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.querySelector("[data-lat]").value = coords.latitude.toFixed(5);
        form.querySelector("[data-lon]").value = coords.longitude.toFixed(5);
        go();
      },
      go,
      { timeout: 8000, maximumAge: 60_000 },
    );
  });
  window.addEventListener("pageshow", () => delete form.dataset.asked);
}
