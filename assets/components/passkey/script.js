// A passkey, asked of the device and sent as an ordinary form: `data-passkey="get"` signs in, `"create"` adds one.

/** Words of a challenge, from the address that the form names; nothing when who is there must be proved first. */
async function challenge(form) {
  const answer = await fetch(form.dataset.passkeyChallenge, { method: "POST", headers: { accept: "application/json" } });
  if (answer.status === 403) return undefined;
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`);
  return answer.json();
}

async function prove(kind, { publicKey }) {
  if (kind === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

/** Takes the place of sending the form, until the device has answered. Hides it where the browser has no passkeys. */
export function offerPasskey(form) {
  if (!globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    form.hidden = true;
    return;
  }
  const button = form.querySelector("button");
  const failed = form.querySelector("[data-passkey-failed]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    failed.textContent = "";
    try {
      const asked = await challenge(form);
      // The form goes as it is: the page that asks who is there gives it back.
      if (!asked) return form.submit();
      const { word, options } = asked;
      const proof = await prove(form.dataset.passkey, options);
      form.elements.defi.value = word;
      form.elements.reponse.value = JSON.stringify(proof);
      form.submit();
    } catch {
      // Refused, cancelled, too late or offline: the browser does not say which, nor should we guess.
      failed.textContent = failed.dataset.passkeyFailed;
      button.disabled = false;
      button.focus();
    }
  });
}
