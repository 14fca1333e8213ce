// What improves a page that already works without it.
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { Tabs } from "govuk-frontend/dist/govuk/components/tabs/tabs.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { improveAddressFields } from "../components/address-field/script.js";
import { characterCountWords, passwordWords } from "../components/character-count/script.js";
import { offerPosition } from "../components/map-picker/position.js";
import { offerPasskey } from "../components/passkey/script.js";
import { showPhotos } from "../components/photo-field/script.js";
import { timeToasts } from "../components/toast/script.js";
import { keepDrafts } from "./draft.js";
import { forgetDay } from "./forget-day.js";
import { each } from "./dom.js";
import { sendOnce } from "./once.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

createAll(Checkboxes);
createAll(CharacterCount, { i18n: characterCountWords() });
createAll(ErrorSummary);
createAll(NotificationBanner);
createAll(PasswordInput, { i18n: passwordWords() });
createAll(Radios);
createAll(SkipLink);
createAll(Tabs);

each("form[data-draft], [data-draft-clear]", keepDrafts);
each("form[data-disable-once]", sendOnce);
each("[data-forget-day]", forgetDay);
each("[data-address]", improveAddressFields);
each("[data-position]", offerPosition);
each("[data-passkey]", offerPasskey);
each("[data-photos]", showPhotos);
each("[data-toast]", timeToasts);

each("[data-print]", (button) => button.addEventListener("click", () => window.print()));
each("[data-submit-on-change]", (form) => form.addEventListener("change", () => form.requestSubmit()));

// htmx weighs as much as all of the above: only pages that ask for it get it.
if (document.querySelector("[hx-get], [hx-post]")) import("htmx.org/dist/htmx.esm.min.js").then(() => setTimeout(askWhatWasTyped));

/** What was typed before htmx had come (it starts in a `setTimeout` of its own) is asked then, not lost. */
function askWhatWasTyped() {
  const typed = (field) => field.value !== field.defaultValue;
  for (const field of document.querySelectorAll("input[hx-get]")) if (typed(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
}
