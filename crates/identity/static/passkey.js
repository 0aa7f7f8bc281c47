// Passkeys: asks the server for a challenge, the browser for an answer, and
// sends the answer as an ordinary form. Without this script, or where the
// browser has no passkeys, the forms stay hidden and nothing is missing.
//
// <form data-passkey="get|create" data-begin="/…/debut" hidden>
//   <input type="hidden" name="reponse"><button>…</button>
//   <p data-passkey-error hidden>…</p>
// </form>

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (all) => (all ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const create = async ({ publicKey }) => {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
    },
  });
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    extensions: made.getClientExtensionResults(),
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? [],
    },
  };
};

const get = async ({ publicKey }) => {
  const given = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: listed(publicKey.allowCredentials),
    },
  });
  return {
    id: given.id,
    rawId: text(given.rawId),
    type: given.type,
    extensions: given.getClientExtensionResults(),
    response: {
      authenticatorData: text(given.response.authenticatorData),
      clientDataJSON: text(given.response.clientDataJSON),
      signature: text(given.response.signature),
      userHandle: given.response.userHandle ? text(given.response.userHandle) : null,
    },
  };
};

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    const trouble = form.querySelector("[data-passkey-error]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (trouble) trouble.hidden = true;
      try {
        const begun = await fetch(form.dataset.begin, { method: "POST", cache: "no-store" });
        if (!begun.ok) throw new Error("no challenge");
        const options = await begun.json();
        const answer = await (form.dataset.passkey === "create" ? create : get)(options);
        form.querySelector('input[name="reponse"]').value = JSON.stringify(answer);
        form.submit();
      } catch {
        if (trouble) {
          trouble.hidden = false;
          trouble.focus();
        }
      }
    });
  }
}
