// Says at once that a chosen file is empty or too large: nothing travels for nothing.
import { announce, element, words } from "../../scripts/dom.js";

const text = words({
  fr: {
    empty: (name) => `${name} est vide : choisissez un autre fichier.`,
    tooLarge: (name, mb) => `${name} dépasse ${mb} Mo : choisissez un fichier plus léger.`,
  },
  en: {
    empty: (name) => `${name} is empty: choose another file.`,
    tooLarge: (name, mb) => `${name} is over ${mb} MB: choose a lighter file.`,
  },
});

export function checkPaper(root) {
  const input = root.querySelector("input[type=file]");
  const message = element("p", { class: "rv-photos__message", role: "status" });
  const megabytes = Number(root.dataset.maxMb);
  root.append(message);
  input.addEventListener("change", () => {
    const [file] = input.files;
    const complaint = file && complain(file, megabytes);
    if (complaint) input.value = "";
    announce(message, complaint ?? "");
  });
}

function complain(file, megabytes) {
  if (file.size === 0) return text.empty(file.name);
  return file.size > megabytes * 1024 * 1024 ? text.tooLarge(file.name, megabytes) : undefined;
}
