// What script adds to pages that work without it: showing a password while it
// is typed, following an upload, and warning before a session closes.
// No HTML is ever made from text, so Trusted Types need no policy here.

const say = (text) => {
  const status = document.getElementById("statut");
  if (status) status.textContent = text;
};

// The summary of mistakes is what to read first.
document.getElementById("erreurs")?.focus();

// ---- Passwords
for (const input of document.querySelectorAll("input[type=password][data-show]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn alt small";
  button.textContent = input.dataset.show;
  button.setAttribute("aria-controls", input.id);
  const turn = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? input.dataset.hide : input.dataset.show;
  };
  button.addEventListener("click", () => turn(input.type === "password"));
  // Browsers keep what text fields held: a password leaves as a password.
  input.form?.addEventListener("submit", () => turn(false));
  input.after(button);
}

// ---- Uploads
const follow = (form, file, sender) => {
  const words = file.dataset;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", words.sending);
  const buttons = [...form.querySelectorAll("button:not([type=button])")];
  const rest = (resting) => {
    for (const button of buttons) button.disabled = resting;
  };
  const request = new XMLHttpRequest();
  let half = false;

  const stop = () => {
    bar.remove();
    rest(false);
  };
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = Math.round((100 * event.loaded) / event.total);
    if (!half && bar.value >= 50 && bar.value < 100) {
      half = true;
      say(words.half);
    }
  });
  request.upload.addEventListener("load", () => say(words.sent));
  request.addEventListener("error", () => {
    stop();
    say(words.broken);
  });
  request.addEventListener("load", () => {
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    const main = request.response?.querySelector("main");
    if (!main) {
      stop();
      say(words.broken);
      return;
    }
    // The answer says what is wrong: it takes the place of the form, and the
    // chosen file stays chosen.
    const fresh = document.adoptNode(main);
    fresh.querySelector(`input[type=file][name="${file.name}"]`)?.replaceWith(file);
    document.querySelector("main").replaceWith(fresh);
    document.title = request.response.title;
    watch(fresh);
    (fresh.querySelector("#erreurs") ?? fresh).focus();
  });
  // A button may have an address of its own.
  const own = sender?.hasAttribute("formaction");
  request.open("POST", own ? sender.formAction : form.action);
  request.responseType = "document";
  file.closest(".field").append(bar);
  rest(true);
  say(words.sending);
  request.send(new FormData(form));
};

const watch = (root) => {
  for (const form of root.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      const file = form.querySelector("input[type=file]");
      if (!file?.files.length) return;
      event.preventDefault();
      follow(form, file, event.submitter);
    });
  }
};
watch(document);

// ---- The end of a session
const dialog = document.getElementById("session");
if (dialog) {
  const { minutes, renew, title, over } = dialog.dataset;
  const idle = Number(minutes) * 60_000;
  const warning = 5 * 60_000;
  const pageTitle = document.title;
  // All windows of the site share one session: each tells the others.
  const others = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  let since = Date.now();

  const again = () => {
    since = Date.now();
    document.title = pageTitle;
    if (dialog.open) dialog.close();
  };
  if (others) {
    others.addEventListener("message", (event) => {
      if (event.data === "again") again();
    });
    others.postMessage("again");
  }
  dialog.addEventListener("close", async () => {
    document.title = pageTitle;
    if (Date.now() - since < idle - warning) return;
    // While the answer is on its way nothing warns and nothing leaves.
    const before = since;
    since = Date.now();
    const answer = await fetch(renew, { cache: "no-store" }).catch(() => null);
    if (answer?.status === 401) location.assign(over);
    // Where it is gone (410), what is sent from this page is held: it stays, and the
    // other windows go.
    else if (answer?.ok) {
      again();
      others?.postMessage("again");
    }
    // Anything else renewed nothing: the warning comes again, and the others keep theirs.
    else if (answer?.status !== 410) since = before;
  });
  setInterval(() => {
    const passed = Date.now() - since;
    if (passed >= idle) {
      // Nothing of the person stays on the screen.
      location.replace(over);
    } else if (passed >= idle - warning && !dialog.open) {
      document.title = `⏳ ${title}`;
      dialog.showModal();
    }
  }, 10_000);
}

// A page that comes back from the browser's memory may be of a closed session.
addEventListener("pageshow", (event) => {
  if (event.persisted && dialog) location.reload();
});
