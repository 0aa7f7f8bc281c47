// What script adds to the form that documents are added with, which is whole
// without it: files can be dropped, each is sent by itself and followed, a large
// one in pieces that go on where they stopped.
//
// A single small file goes the way of every form (app.js).

const PIECE = 4 * 1024 * 1024;
const WHOLE = 10 * 1024 * 1024;
const WAITS = [1, 3, 10, 30];

const say = (text) => {
  document.getElementById("statut").textContent = text;
};
const put = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const make = (name, text = "", className = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};

// What tells this file again, here or after the page was closed; its name does not
// leave with it.
const markOf = async (file) => {
  if (!crypto.subtle) return "";
  const words = [file.name, file.size, file.lastModified, ""].join("\n");
  const bytes = await new Blob([words, file.slice(0, 65536)]).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

const ask = (item, method, address, headers = {}, body = null, progress = null) =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    item.request = request;
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (progress) request.upload.onprogress = (event) => progress(event.loaded);
    request.onloadend = () => done(request);
    request.send(body);
  });

const setUp = (form) => {
  if (form.ways) return;
  const words = form.dataset;
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const chosen = () => inputs.flatMap((input) => [...input.files]);
  const section = make("section");
  const title = make("h2", words.title);
  const rows = make("ul", "", "list");
  title.tabIndex = -1;
  section.append(title, rows);

  // ---- Choosing
  const fill = (input, files) => {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
  };
  const button = (item, word, act) => {
    const made = make("button", words[word], "btn alt small");
    made.type = "button";
    made.append(make("span", ` ${item.file.name}`, "sr"));
    made.onclick = act;
    item.buttons.append(made);
  };
  const row = (file) => {
    const line = make("li");
    const item = { file, what: make("p"), buttons: make("p", "", "row") };
    line.append(make("h3", file.name), item.what, item.buttons);
    rows.append(line);
    return item;
  };
  const draw = () => {
    const files = chosen();
    rows.replaceChildren();
    section.remove();
    if (files.length < 2) return;
    for (const file of files) {
      button(row(file), "remove", () => {
        for (const input of inputs) fill(input, [...input.files].filter((other) => other !== file));
        draw();
        inputs[0].focus();
      });
    }
    form.lastElementChild.before(section);
  };
  const zone = make("p", words.drop, "empty");
  for (const input of inputs) input.onchange = draw;
  inputs[0].after(zone);
  zone.ondragover = zone.ondragleave = zone.ondrop = (event) => {
    event.preventDefault();
    zone.classList.toggle("over", event.type === "dragover");
    if (event.type !== "drop") return;
    fill(inputs[0], [...inputs[0].files, ...event.dataTransfer.files]);
    draw();
  };

  // ---- Sending
  const said = (more) => {
    const body = new FormData(form);
    for (const input of inputs) body.delete(input.name);
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return body;
  };
  const show = (item, loaded) => {
    const done = Math.min(100, Math.round((100 * loaded) / item.file.size));
    item.bar.value = done;
    if (done === 100) item.what.textContent = words.checking;
    else if (done >= 50 && !item.half) {
      item.half = true;
      say(put(words.half, { name: item.file.name }));
    }
  };
  const sendWhole = (item, more) => {
    const body = said(more);
    body.append("file", item.file);
    return ask(item, "POST", `${form.action}/fichier`, {}, body, (loaded) => show(item, loaded));
  };
  const sendPieces = async (item, more) => {
    const { file } = item;
    for (let tries = 0; ; ) {
      let answer = item.place
        ? await ask(item, "HEAD", item.place)
        : await ask(item, "POST", `${form.action}/envois`, { "Upload-Length": file.size, "Upload-Mark": await markOf(file) }, new URLSearchParams(said(more)));
      item.place ??= answer.getResponseHeader("Location");
      // It is not on its way any more, and the answer that said why was lost.
      item.lost = item.whole && answer.status === 404;
      while (answer.status && answer.status < 300) {
        const is = Number(answer.getResponseHeader("Upload-Offset"));
        show(item, is);
        if (is === file.size) {
          item.whole = true;
          answer = await ask(item, "POST", item.place, {}, new URLSearchParams(said({ ...more, nom: file.name })));
          break;
        }
        const headers = { "Upload-Offset": is, "Content-Type": "application/offset+octet-stream" };
        const piece = file.slice(is, is + PIECE);
        answer = await ask(item, "PATCH", item.place, headers, piece, (loaded) => show(item, is + loaded));
        if (answer.status === 204) tries = 0;
      }
      // What broke off was never there: it goes on from what is durable.
      if (![0, 409, 502, 504].includes(answer.status) || tries === WAITS.length) return answer;
      if (!item.stopped) {
        item.what.textContent = words.paused;
        await new Promise((done) => {
          item.wake = done;
          setTimeout(done, 1000 * WAITS[tries++]);
        });
      }
      if (item.stopped) return answer;
    }
  };

  // What is wrong with the words is said beside the fields.
  const mend = (fields) => {
    for (const [name, text] of fields) {
      const mistake = make("p", text, "mistake");
      mistake.prepend(make("span", words.mistake, "sr"));
      const field = form.querySelector(`#${name}, [name^="${name}-"]`).closest(".field, fieldset");
      field.classList.add("wrong");
      field.querySelector("input, select").before(mistake);
    }
    form.querySelector(".wrong :is(input, select)").focus();
  };
  const send = async (item, more) => {
    item.bar = make("progress");
    item.bar.max = 100;
    item.bar.ariaLabel = put(words.sending, { name: item.file.name });
    item.what.replaceChildren();
    item.what.after(item.bar);
    item.half = item.stopped = false;
    item.buttons.replaceChildren();
    button(item, "cancel", () => {
      item.stopped = true;
      item.request.abort();
      item.wake?.();
    });
    const answer = await (item.file.size > WHOLE ? sendPieces : sendWhole)(item, more);
    item.bar.remove();
    item.buttons.replaceChildren();
    let told = {};
    try {
      told = JSON.parse(answer.responseText);
    } catch {
      // The page of an error, or nothing.
    }
    item.state = told.state;
    if (item.stopped) {
      if (item.place) ask({}, "DELETE", item.place);
      item.place = null;
      item.what.textContent = words.cancelled;
    } else if (told.state) {
      const kind = { kept: "b-ok", same: "b-warn", aside: "b-warn" }[told.state] ?? "b-err";
      item.what.replaceChildren(make("span", told.badge, `badge ${kind}`), ` ${told.text}`);
      if (told.href) {
        const link = make("a", told.link);
        link.href = told.href;
        link.append(make("span", ` — ${item.file.name}`, "sr"));
        item.buttons.append(link);
      }
      item.place = null;
      if (told.state === "same") button(item, "keep", () => once(item, { ...more, garder: "oui" }));
    } else {
      item.what.textContent = item.lost ? words.lost : words.broken;
      if (!item.lost) button(item, "retry", () => once(item, more));
    }
    return told.fields;
  };
  let items = [];
  const count = () => {
    const kept = items.filter((item) => ["kept", "aside"].includes(item.state)).length;
    say(put(words.count, { kept, all: items.length }));
  };
  const once = async (item, more) => {
    title.focus();
    await send(item, more);
    count();
  };
  form.ways = async () => {
    const files = chosen().slice(0, words.most);
    const more = files.length > 1 ? { plusieurs: "oui" } : {};
    for (const old of form.querySelectorAll(".mistake")) old.remove();
    for (const old of form.querySelectorAll(".wrong")) old.classList.remove("wrong");
    rows.replaceChildren();
    items = files.map(row);
    for (const item of items) item.what.textContent = words.waits;
    form.after(section);
    form.inert = true;
    title.focus();
    for (const item of items) {
      say(put(words.sending, { name: item.file.name }));
      const wrong = await send(item, more);
      if (wrong) {
        form.inert = false;
        draw();
        mend(wrong);
        return;
      }
    }
    count();
    if (items.length === 1 && items[0].state === "kept") location.assign(`${words.list}?fait=ajoute`);
    form.hidden = true;
    section.append(form.querySelector("template").content);
  };
  form.mine = () => chosen().length > 1 || chosen().some((file) => file.size > WHOLE);
};

const all = () => {
  for (const form of document.querySelectorAll("form[data-envois]")) setUp(form);
};
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.mine?.()) return;
    event.preventDefault();
    event.stopPropagation();
    form.ways();
  },
  true,
);
// After a mistake, app.js puts a fresh form in the place of the old one.
new MutationObserver(all).observe(document.body, { childList: true });
all();
