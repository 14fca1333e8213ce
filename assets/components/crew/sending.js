// Sends what waits, one act after the other, each exactly once: the server knows it by its key.
import { all, drop, put } from "./acts.js";

/** One page at a time sends: another tab waits for its turn. */
const lock = "riverain-equipe-envoi";

/**
 * Answers `{ done: [{ reference, from, to }], stop }`: how each request stood before and after; `stop` is `network`,
 * `sign-in`, or nothing. An act that another one of the same request preceded was made upon what that one left.
 */
export function sendWaiting(whose, address) {
  return navigator.locks.request(lock, async () => {
    const done = [];
    for (const { key } of (await all()).filter((act) => act.whose === whose && act.state === "waiting")) {
      // Those before it may have changed upon what it was made.
      const act = (await all()).find((candidate) => candidate.key === key);
      if (!act) continue;
      const told = await send(act, address);
      if (typeof told === "string") return { done, stop: told };
      if (told.state === "done") {
        await drop(key);
        await followOn(act, told.mark);
        done.push({ reference: act.reference, from: act.vu, to: told.mark });
      } else {
        await put({ ...act, state: told.state, told });
      }
    }
    return { done };
  });
}

async function followOn(act, mark) {
  const next = (await all()).filter((other) => other.whose === act.whose && other.reference === act.reference && other.vu === act.vu);
  for (const other of next) await put({ ...other, vu: mark });
}

async function send(act, address) {
  const body = new FormData();
  for (const [name, value] of act.fields) body.append(name, value);
  body.set("cle", act.key);
  body.set("demande", act.reference);
  body.set("acte", act.deed);
  body.set("vu", act.vu);
  if (act.isNote) body.set("garder", "oui");
  for (const photo of act.photos) body.append("photos", photo, photo.name || "photo.jpg");
  const answer = await fetch(address, { method: "POST", body }).catch(() => null);
  if (!answer || answer.status >= 500 || answer.status === 429) return "network";
  // A session that ended, or a code that is owed: nothing is lost, one signs in.
  if (answer.status === 401 || answer.status === 403 || answer.redirected) return "sign-in";
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
  return told ?? { state: "refused", sentence: `${answer.status}`, since: [], may_note: false };
}
