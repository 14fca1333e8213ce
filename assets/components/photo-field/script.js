// Shows the chosen photos, lets one take them back, and makes large ones smaller before they travel.
import { announce, element, icon, words } from "../../scripts/dom.js";

const text = words({
  fr: {
    remove: (n) => `Retirer la photo ${n}`,
    removeShort: "Retirer",
    removed: "Photo retirée.",
    tooMany: (n) => `${n} photos au plus : les suivantes n’ont pas été gardées.`,
    tooLarge: (name, mb) => `${name} dépasse ${mb} Mo : elle n’a pas été gardée.`,
    notPhoto: (name) => `${name} n’est pas une photo JPEG, PNG ou WEBP : elle n’a pas été gardée.`,
    size: (mb) => `${mb.toLocaleString("fr-CA", { maximumFractionDigits: 1 })} Mo`,
    preview: (n) => `Aperçu de la photo ${n}`,
  },
  en: {
    remove: (n) => `Remove photo ${n}`,
    removeShort: "Remove",
    removed: "Photo removed.",
    tooMany: (n) => `At most ${n} photos: the others were not kept.`,
    tooLarge: (name, mb) => `${name} is over ${mb} MB: it was not kept.`,
    notPhoto: (name) => `${name} is not a JPEG, PNG or WEBP photo: it was not kept.`,
    size: (mb) => `${mb.toLocaleString("en-CA", { maximumFractionDigits: 1 })} MB`,
    preview: (n) => `Preview of photo ${n}`,
  },
});

const accepted = new Set(["image/jpeg", "image/png", "image/webp"]);
const megabyte = 1024 * 1024;
/** Longest side in pixels after shrinking: a crew sees all it needs, a slow network carries a tenth. `data-side` says another. */
const longestSide = 2560;

export function showPhotos(root) {
  const field = {
    input: root.querySelector("input[type=file]"),
    list: element("ul", { class: "rv-photos__list" }),
    message: element("p", { class: "rv-photos__message", role: "status" }),
    most: Number(root.dataset.max || 3),
    megabytes: Number(root.dataset.maxMb || 10),
    side: Number(root.dataset.side || longestSide),
    kept: [],
    turn: 0,
  };
  root.append(field.message, field.list);
  field.input.addEventListener("change", () => receive(field, [...field.input.files]));
}

async function receive(field, files) {
  const turn = ++field.turn;
  const complaints = [];
  const fresh = [];
  for (const file of files) {
    if (!accepted.has(file.type)) {
      complaints.push(text.notPhoto(file.name));
      continue;
    }
    const photo = await shrink(file, field.side);
    if (photo.size > field.megabytes * megabyte) complaints.push(text.tooLarge(file.name, field.megabytes));
    else fresh.push(photo);
  }
  if (turn !== field.turn) return;
  const all = [...field.kept, ...fresh.filter((photo) => !field.kept.some((kept) => isSame(kept, photo)))];
  if (all.length > field.most) complaints.push(text.tooMany(field.most));
  keep(field, all.slice(0, field.most));
  announce(field.message, complaints.join(" "));
}

const isSame = (one, other) => one.name === other.name && one.size === other.size;

/** The input itself carries the kept files, so the form sends exactly what is shown. */
function keep(field, photos) {
  const carrier = new DataTransfer();
  for (const photo of photos) carrier.items.add(photo);
  field.input.files = carrier.files;
  field.kept = photos;
  for (const image of field.list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  field.list.replaceChildren(...photos.map((photo, n) => preview(field, photo, n)));
}

function preview(field, photo, n) {
  const button = element("button", { type: "button", "aria-label": text.remove(n + 1) }, icon("cross"), text.removeShort);
  button.addEventListener("click", () => {
    keep(field, field.kept.filter((_, index) => index !== n));
    announce(field.message, text.removed);
    field.input.focus();
  });
  return element(
    "li",
    { class: "rv-photos__photo" },
    element("img", { src: URL.createObjectURL(photo), alt: text.preview(n + 1) }),
    element("span", { class: "rv-photos__size" }, text.size(Math.max(0.1, photo.size / megabyte))),
    button,
  );
}

/** A photo under 1 MB, or that the browser cannot read, is left as it is; the server checks everything again. */
export async function shrink(file, side = longestSide) {
  if (file.size < megabyte) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const canvas = element("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}
