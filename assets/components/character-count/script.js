// The words of govuk-frontend's counters in the language of the page.
import { words } from "../../scripts/dom.js";

export const characterCountWords = () =>
  words({
    fr: {
      charactersUnderLimit: { one: "Il vous reste %{count} caractère", other: "Il vous reste %{count} caractères" },
      charactersAtLimit: "Il ne vous reste aucun caractère",
      charactersOverLimit: { one: "Vous avez %{count} caractère de trop", other: "Vous avez %{count} caractères de trop" },
      textareaDescription: { other: "Vous pouvez écrire jusqu’à %{count} caractères" },
    },
    en: {},
  });

export const passwordWords = () =>
  words({
    fr: {
      showPassword: "Afficher",
      hidePassword: "Masquer",
      showPasswordAriaLabel: "Afficher le mot de passe",
      hidePasswordAriaLabel: "Masquer le mot de passe",
      passwordShownAnnouncement: "Votre mot de passe est visible",
      passwordHiddenAnnouncement: "Votre mot de passe est masqué",
    },
    en: {},
  });
