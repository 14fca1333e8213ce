// The few words every script shares: find, build, speak the language of the page, announce.

/** Calls `improve` on every element that matches, one failure never stopping the others. */
export function each(selector, improve, root = document) {
  for (const element of root.querySelectorAll(selector)) {
    try {
      improve(element);
    } catch (error) {
      console.error(selector, error);
    }
  }
}

/** Builds an element; text is always text, never markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export const icon = (name) => element("span", { class: `rv-icon rv-icon--${name}`, "aria-hidden": "true" });

/** Picks the words in the language of the page: French unless the page is in English. */
export const words = ({ fr, en }) => (document.documentElement.lang.startsWith("en") ? en : fr);

/** Waits for a pause in the typing. */
export function afterPause(milliseconds, act) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), milliseconds);
  };
}

/** Says a sentence to screen readers; the same sentence twice is said twice. */
export function announce(region, sentence) {
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = sentence;
  });
}
