// A second press on « Envoyer » sends nothing; the server's own key against doubles stays the real guard.

export function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent !== undefined) return event.preventDefault();
    form.dataset.sent = "";
    mark(form, true);
  });
  const again = () => {
    delete form.dataset.sent;
    mark(form, false);
  };
  // Back in the browser's history, or held by another script: the form may be sent again.
  window.addEventListener("pageshow", again);
  form.addEventListener("rv-again", again);
}

// The button is not disabled: its own name and value must still travel.
function mark(form, isSent) {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (isSent) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}
