// Whoever meets the page to sign in has no day on this telephone any more; what waits to be sent stays, and is theirs.

export async function forgetDay() {
  if (!window.caches) return;
  const names = (await caches.keys()).filter((name) => /^riverain-equipe-(pages|photos)$/.test(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}
