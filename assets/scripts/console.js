// The call console: what follows from what one types appears beside it, nothing is lost, the network may die.
import { afterPause, announce, words } from "./dom.js";

const text = words({
  fr: {
    saved: "Brouillon gardé",
    kept: "Pas de réseau : le brouillon est gardé sur ce poste.",
    waits: "Pas de réseau. Rien n’est perdu : l’envoi se fera dès que le réseau revient.",
  },
  en: {
    saved: "Draft kept",
    kept: "No network: the draft is kept on this computer.",
    waits: "No network. Nothing is lost: it will be sent as soon as the network is back.",
  },
});

const shelf = "riverain-brouillon-";

/** `form[data-console="address of drafts"]`, with parts `[data-live-part]` that follow what is typed. */
export function openConsole(form) {
  const desk = { form, drafts: form.dataset.console, status: form.querySelector("[data-draft-status]"), turn: 0, waits: null };
  form.addEventListener("input", afterPause(250, (event) => follows(event.target) && refresh(desk)));
  form.addEventListener("change", (event) => follows(event.target) && refresh(desk));
  form.addEventListener("rv-place", () => refresh(desk));
  form.addEventListener("input", afterPause(1200, () => keep(desk)));
  form.addEventListener("click", (event) => prepare(form, event.target.closest("[data-sends]")));
  form.addEventListener("submit", (event) => hold(desk, event));
  window.addEventListener("online", () => comeBack(desk));
  window.addEventListener("pagehide", () => keep(desk, true));
  for (const button of form.querySelectorAll("[data-without-script]")) button.parentElement.hidden = true;
  form.querySelector("[data-focus] textarea")?.focus();
  sendLeft(desk);
}

/** Fields that say nothing about the request change nothing beside it. */
const follows = (field) => !["bilan", "issue", "dit", "nom"].includes(field.name) && !field.name.startsWith("rappel_");

async function refresh(desk) {
  const mine = ++desk.turn;
  const body = new URLSearchParams(new FormData(desk.form));
  body.set("geste", "suite");
  const answer = await fetch(desk.form.action, { method: "POST", body }).catch(() => null);
  if (mine !== desk.turn || !answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of desk.form.querySelectorAll("[data-live-part]")) {
    const fresh = page.getElementById(part.id);
    // What one is typing in stays under one's fingers.
    if (fresh && !part.contains(document.activeElement) && part.innerHTML !== fresh.innerHTML) part.replaceChildren(...fresh.childNodes);
  }
  for (const name of ["lieu", "vu_lat", "vu_lon", "lat", "lon"]) {
    const fresh = page.querySelector(`[name=${name}]`);
    const field = desk.form.elements[name];
    if (fresh && field && document.activeElement?.name !== "adresse") field.value = fresh.value;
  }
}

const fieldsOf = (form) => new URLSearchParams(new FormData(form));

async function keep(desk, isLast = false) {
  if (desk.waits || desk.sent) return;
  const body = fieldsOf(desk.form);
  const name = shelf + body.get("appel");
  const answer = await fetch(desk.drafts, { method: "POST", body, keepalive: isLast }).catch(() => null);
  if (answer?.ok) {
    localStorage.removeItem(name);
    announce(desk.status, text.saved);
  } else {
    localStorage.setItem(name, body.toString());
    announce(desk.status, text.kept);
  }
}

/** A draft that this computer kept goes where the others are. */
async function sendLeft(desk) {
  for (const name of Object.keys(localStorage).filter((it) => it.startsWith(shelf))) {
    const body = new URLSearchParams(localStorage.getItem(name));
    const answer = await fetch(desk.drafts, { method: "POST", body }).catch(() => null);
    if (!answer?.ok) continue;
    localStorage.removeItem(name);
    if (desk.form.elements.appel?.value === body.get("appel")) location.reload();
  }
}

/** A button that carries a value of its own: `data-sends="pour=26-000417"`. */
function prepare(form, button) {
  const [name, value] = button?.dataset.sends?.split("=") ?? [];
  if (name) form.elements[name].value = value;
}

function hold(desk, event) {
  if (navigator.onLine) {
    desk.sent = true;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  localStorage.setItem(shelf + fieldsOf(desk.form).get("appel"), fieldsOf(desk.form).toString());
  desk.waits = event.submitter;
  announce(desk.status, text.waits);
}

function comeBack(desk) {
  const { waits } = desk;
  desk.waits = null;
  if (!waits) return sendLeft(desk);
  localStorage.removeItem(shelf + fieldsOf(desk.form).get("appel"));
  // The form has a key of its own: sent twice, it is one request.
  desk.form.requestSubmit(waits);
}
