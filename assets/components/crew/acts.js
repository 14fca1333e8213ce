// Acts that wait on this telephone, in its own database: they outlive the page, the tab and the session.

const name = "riverain-equipe";

function asPromise(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("acts", { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opened;
}

async function run(mode, work) {
  const transaction = (await open()).transaction("acts", mode);
  const ended = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = () => failed(transaction.error);
    transaction.onerror = () => failed(transaction.error);
  });
  const result = await asPromise(work(transaction.objectStore("acts")));
  await ended;
  return result;
}

/** Every act, oldest first: `{ key, whose, reference, deed, title, fields, photos, vu, madeAt, state, told }`. */
export async function all() {
  const acts = await run("readonly", (store) => store.getAll());
  return acts.sort((one, other) => one.madeAt - other.madeAt);
}

export const put = (act) => run("readwrite", (store) => store.put(act));

export const drop = (key) => run("readwrite", (store) => store.delete(key));

/** A key that nobody else has made. */
export const newKey = () => crypto.randomUUID();
