// What one does on site is kept on the telephone first, then sent; what waits, and what could not be done, stays in view.
import { announce, element, words } from "../../scripts/dom.js";
import { shrink } from "../photo-field/script.js";
import { all, drop, newKey, put } from "./acts.js";
import { sendWaiting } from "./sending.js";

const text = words({
  fr: {
    title: "Ce qui attend sur ce téléphone",
    waiting: "En attente du réseau.",
    waitingYou: "En attente de vous.",
    signIn: "Votre session est finie : rien n’est perdu.",
    signInLink: "Se connecter pour envoyer",
    photos: (n) => (n > 1 ? `${n} photos` : `${n} photo`),
    again: "Faire quand même",
    note: "Garder comme note",
    drop: "Laisser tomber",
    dropSure: "Laisser tomber cet envoi? Il n’en restera rien.",
    send: "Envoyer maintenant",
    sent: (n) => (n > 1 ? `${n} envois sont partis.` : "L’envoi est parti."),
    kept: "Gardé sur ce téléphone. Ce sera envoyé au retour du réseau.",
    others: (n) => (n > 1 ? `${n} envois d’une autre personne attendent sur ce téléphone. Ils partiront quand elle se connectera.` : "Un envoi d’une autre personne attend sur ce téléphone. Il partira quand elle se connectera."),
    empty: "Écrivez quelques mots, ou ajoutez une photo.",
    large: (name) => `${name} ne peut pas être réduite et dépasse 10 Mo.`,
    full: "Ce téléphone n’a plus de place : l’envoi n’a pas été gardé. Ce que vous avez écrit est encore là.",
  },
  en: {
    title: "What waits on this telephone",
    waiting: "Waiting for the network.",
    waitingYou: "Waiting for you.",
    signIn: "Your session is over: nothing is lost.",
    signInLink: "Sign in to send",
    photos: (n) => (n > 1 ? `${n} photos` : `${n} photo`),
    again: "Do it anyway",
    note: "Keep as a note",
    drop: "Drop it",
    dropSure: "Drop this? Nothing of it will be left.",
    send: "Send now",
    sent: (n) => (n > 1 ? `${n} were sent.` : "It was sent."),
    kept: "Kept on this telephone. It will be sent when the network is back.",
    others: (n) => (n > 1 ? `${n} acts of somebody else wait on this telephone. They will leave when they sign in.` : "An act of somebody else waits on this telephone. It will leave when they sign in."),
    empty: "Write a few words, or add a photo.",
    large: (name) => `${name} cannot be made smaller and is over 10 MB.`,
    full: "This telephone has no room left: it was not kept. What you wrote is still here.",
  },
});

const longestSide = 2048;
const megabytes = 10;
const againEveryMs = 30_000;

/** `root` is `[data-crew="mark of who is signed in"]`. */
export async function openQueue(root) {
  // A browser that keeps nothing sends its forms as they are.
  await all();
  const home = document.documentElement.lang.startsWith("en") ? "/en/equipe" : "/equipe";
  const box = element("section", { class: "rv-crew__queue", "aria-labelledby": "crew-attente", hidden: true });
  const said = element("p", { class: "rv-crew__status", role: "status" });
  document.getElementById("main-content").prepend(said, box);
  const queue = { whose: root.dataset.crew, home, box, said, stop: undefined };
  for (const form of document.querySelectorAll("form[data-crew-act]")) catchForm(queue, form);
  box.addEventListener("click", (event) => settle(queue, event.target.closest("button")));
  await show(queue);
  await leave(queue);
  window.addEventListener("online", () => leave(queue));
  document.addEventListener("visibilitychange", () => document.hidden || leave(queue));
  setInterval(() => leave(queue), againEveryMs);
}

/** Sends what waits; the page is read again when something that it shows is done. */
async function leave(queue) {
  const waits = (await all()).some((act) => act.whose === queue.whose && act.state === "waiting");
  if (!waits || !navigator.onLine) return [];
  const { done, stop } = await sendWaiting(queue.whose, `${queue.home}/actes`);
  queue.stop = stop;
  await show(queue);
  if (done.length > 0) {
    announce(queue.said, text.sent(done.length));
    for (const one of done) followOn(one);
    // Nobody types on the page of the day: it can be read again.
    if (location.pathname === queue.home) location.replace(`${queue.home}?fait=${encodeURIComponent(done.at(-1).reference)}`);
  }
  return done.map(({ reference }) => reference);
}

/** The forms of this page are made upon what one's own act left. */
function followOn({ reference, from, to }) {
  for (const form of document.querySelectorAll("form[data-crew-act]")) {
    if (form.action.includes(`/demandes/${reference}/`) && form.elements.vu.value === from) form.elements.vu.value = to;
  }
}

/** A page kept since yesterday still asks for today, or for tomorrow. */
function renewDays(form) {
  const day = form.elements.namedItem("jour");
  if (!day) return;
  const on = (days) => {
    const date = new Date();
    date.setDate(date.getDate() + days);
    return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  const isPast = day.max !== "";
  if (isPast) day.max = on(0);
  else day.min = on(0);
  if (day.value === day.defaultValue && (isPast ? day.value !== on(0) : day.value <= on(0))) day.value = on(isPast ? 0 : 1);
}

function catchForm(queue, form) {
  renewDays(form);
  // What is missing is said here: the network may not be there to say it.
  for (const field of form.querySelectorAll("[name=resultat], [name=raison], [name=jour]")) field.required = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const files = data.getAll("photos").filter((file) => file.size > 0);
    if (form.dataset.crewAct === "trouver" && !data.get("mots").trim() && files.length === 0) return complain(form, text.empty);
    receive(queue, form, data, files).catch(() => complain(form, text.full));
  });
}

/** Says what is wrong on top of a form, which may be sent again. */
function complain(form, sentence) {
  form.dispatchEvent(new Event("rv-again"));
  form.querySelector("[data-crew-wrong]")?.remove();
  const wrong = element("p", { class: "govuk-error-message", role: "alert", "data-crew-wrong": true, tabindex: "-1" }, sentence);
  form.prepend(wrong);
  wrong.focus();
}

async function receive(queue, form, data, files) {
  const photos = [];
  for (const file of files) {
    const photo = await shrink(file, longestSide);
    if (photo.size > megabytes * 1024 * 1024) return complain(form, text.large(file.name));
    photos.push(photo);
  }
  const [, reference] = /\/demandes\/([^/]+)\//.exec(form.action);
  const fields = [...data].filter(([name, value]) => typeof value === "string" && !["cle", "vu"].includes(name));
  const deed = form.dataset.crewAct;
  const title = form.dataset.title || form.querySelector("button").textContent.trim();
  await put({ key: newKey(), whose: queue.whose, reference, deed, title, fields, photos, vu: data.get("vu"), madeAt: Date.now(), state: "waiting" });
  const done = await leave(queue);
  await show(queue);
  const waiting = (await all()).filter((act) => act.whose === queue.whose && act.reference === reference);
  const isHere = ["commencer", "trouver"].includes(deed);
  if (waiting.some((act) => act.state !== "waiting")) return look(queue);
  if (done.includes(reference)) return location.assign(isHere ? `${location.pathname}?fait=oui` : `${queue.home}?fait=${reference}`);
  // What ends a visit leads back to the day; what goes on stays on its page.
  if (!isHere) return location.assign(queue.home);
  form.reset();
  form.closest("details")?.removeAttribute("open");
  form.dispatchEvent(new Event("rv-again"));
  announce(queue.said, text.kept);
  look(queue);
}

function look({ box }) {
  box.setAttribute("tabindex", "-1");
  box.focus();
  box.scrollIntoView({ block: "start" });
}

async function show(queue) {
  const acts = await all();
  const mine = acts.filter((act) => act.whose === queue.whose);
  const others = acts.length - mine.length;
  queue.box.hidden = acts.length === 0;
  queue.box.replaceChildren(element("h2", { class: "rv-crew__subheading", id: "crew-attente" }, text.title));
  if (queue.stop === "sign-in") {
    const way = `${queue.home.replace("/equipe", "")}/poste/connexion?vers=${encodeURIComponent("/equipe")}`;
    queue.box.append(element("p", {}, text.signIn), element("p", {}, element("a", { class: "govuk-link rv-crew__target", href: way }, text.signInLink)));
  }
  const waiting = queue.stop === "sign-in" ? text.waitingYou : text.waiting;
  queue.box.append(element("ul", {}, ...mine.map((act) => line(act, waiting))));
  if (mine.some((act) => act.state === "waiting") && queue.stop !== "sign-in" && navigator.onLine) {
    queue.box.append(element("div", { class: "rv-crew__buttons" }, button("send", "", text.send)));
  }
  if (others > 0) queue.box.append(element("p", { class: "rv-crew__who" }, text.others(others)));
  markVisits(mine);
}

const button = (act, key, label) => element("button", { class: "govuk-button govuk-button--secondary", type: "button", "data-does": act, "data-of": key }, label);

function line(act, waiting) {
  const when = new Date(act.madeAt).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const about = [act.title, when, act.photos.length > 0 && text.photos(act.photos.length)].filter(Boolean).join(" · ");
  const note = act.fields.find(([name]) => name === "mots")?.[1];
  const told = act.told?.since ?? [];
  return element(
    "li",
    { "data-waits": act.reference },
    element("p", {}, element("strong", {}, act.reference), ` ${about}`),
    note ? element("p", { class: "rv-crew__words" }, note) : null,
    element("p", { class: act.state === "waiting" ? "rv-crew__who" : "govuk-error-message" }, act.state === "waiting" ? waiting : act.told.sentence),
    told.length > 0 ? element("ul", { class: "govuk-list govuk-list--bullet" }, ...told.map((step) => element("li", {}, [step.what, `(${step.who}, ${step.when})`, step.note].filter(Boolean).join(" ")))) : null,
    element(
      "div",
      { class: "rv-crew__buttons" },
      act.state === "conflict" && act.told.again ? button("again", act.key, text.again) : null,
      act.state !== "waiting" && act.told.may_note && !act.isNote ? button("note", act.key, text.note) : null,
      button("drop", act.key, text.drop),
    ),
  );
}

/** The card of a visit says that something of it waits; what was begun is not begun again. */
function markVisits(mine) {
  for (const form of document.querySelectorAll("form[data-crew-act=commencer]")) {
    form.hidden = mine.some((act) => act.deed === "commencer" && act.state === "waiting" && form.action.includes(`/demandes/${act.reference}/`));
  }
  for (const mark of document.querySelectorAll("[data-crew-mark]")) mark.remove();
  for (const { reference } of mine.filter((act) => act.state === "waiting")) {
    const badges = document.querySelector(`[data-visit="${CSS.escape(reference)}"] .rv-crew__badges`);
    if (badges && !badges.querySelector("[data-crew-mark]")) badges.append(" ", element("span", { class: "rv-badge rv-badge--waiting", "data-crew-mark": true }, text.waiting));
  }
}

async function settle(queue, pressed) {
  if (!pressed) return;
  const { does, of } = pressed.dataset;
  const act = (await all()).find((candidate) => candidate.key === of);
  if (does === "drop" && act && (act.state !== "waiting" || window.confirm(text.dropSure))) await drop(of);
  // What it was made upon is now what it was told of.
  if (does === "again" && act) await put({ ...act, state: "waiting", vu: act.told.again, told: undefined });
  if (does === "note" && act) await put({ ...act, state: "waiting", isNote: true, told: undefined });
  await show(queue);
  await leave(queue);
}
