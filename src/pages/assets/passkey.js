// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys at the door (Web Authentication, Level 2). Without this script the page is as it is; with it a button appears, and browsers
// that can offer a passkey beside the names that they fill in.
const place = document.querySelector("[data-passkey]");
const form = document.querySelector("main form");
const fresh = 4 * 60 * 1000; // a challenge is good for five minutes

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const written = (buffer) => (buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") : "");

async function ask(more) {
  const answer = await fetch(place.dataset.options, { method: "POST" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const asked = await answer.json();
  const allowCredentials = asked.allowCredentials.map((one) => ({ ...one, id: bytes(one.id) }));
  const credential = await navigator.credentials.get({ publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials }, ...more });
  if (!credential) throw new Error("none was chosen");
  return credential;
}

// As a form, so that what follows is a page like any other. What stands in its other fields, or does not, is of no matter.
function bring({ id, response }) {
  const said = { clientDataJSON: written(response.clientDataJSON), authenticatorData: written(response.authenticatorData), signature: written(response.signature), userHandle: written(response.userHandle) };
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "passkey", value: JSON.stringify({ id, type: "public-key", response: said }) }));
  form.action = place.dataset.action;
  form.submit();
}

let offered = new AbortController();

async function offer() {
  offered.abort();
  offered = new AbortController();
  const { signal } = offered;
  try {
    bring(await ask({ mediation: "conditional", signal }));
  } catch {
    // Nobody has chosen one: they type.
  }
}

if (place && form && globalThis.PublicKeyCredential) {
  const told = place.querySelector("[role=status]");
  const offers = "autofill" in place.dataset && (await PublicKeyCredential.isConditionalMediationAvailable?.());
  place.querySelector("button").addEventListener("click", async () => {
    offered.abort();
    told.textContent = "";
    try {
      bring(await ask({}));
    } catch {
      told.textContent = place.dataset.failed;
      if (offers) void offer();
    }
  });
  place.hidden = false;
  if (offers) {
    void offer();
    setInterval(() => void offer(), fresh);
  }
}
