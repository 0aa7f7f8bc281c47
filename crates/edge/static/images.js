// What script adds to the pages of medical pictures, which work without it:
// a slider, keys and the wheel go through a series without a new page.
//
// A frame is asked for only when somebody is to see it: each one that leaves
// the server has its line in the history, so nothing is fetched ahead.

const viewer = document.getElementById("images");
if (viewer) {
  const image = viewer.querySelector("img");
  const words = viewer.dataset;
  const count = Number(words.count);
  const link = (name) => viewer.querySelector(`a[data-do="${name}"]`);
  const put = (text, number) => text.replace("{n}", number);

  let shown = Number(words.number);
  let wanted = shown;
  let loading = false;

  // ---- The slider stands where the way to another frame is said
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = 1;
  slider.max = count;
  slider.value = shown;
  slider.setAttribute("aria-label", words.slider);
  const place = viewer.querySelector("[data-place]");
  if (count > 1) place.after(slider);

  // ---- Addresses carry the frame, so that a link or a reload keeps it
  const withFrame = (address, number) => {
    const url = new URL(address, location.href);
    url.searchParams.set("image", number);
    return url;
  };
  const step = (name, number) => {
    const way = link(name);
    if (!way) return;
    const there = number >= 1 && number <= count;
    // A link without an address can be neither followed nor reached.
    if (there) way.href = withFrame(location.href, number);
    else way.removeAttribute("href");
  };
  const tell = () => {
    const said = put(words.said, shown);
    place.textContent = said;
    slider.value = shown;
    slider.setAttribute("aria-valuetext", said);
    image.alt = put(words.alt, shown);
    history.replaceState(null, "", withFrame(location.href, shown));
    step("before", shown - 1);
    step("after", shown + 1);
    for (const way of viewer.querySelectorAll("a[data-keeps]")) {
      way.href = withFrame(way.href, shown);
    }
  };

  const status = document.getElementById("statut");
  const say = (text) => {
    // What somebody else said there stays until there is something to say.
    if (status && (text || status.textContent === words.broken)) status.textContent = text;
  };

  // ---- One frame at a time: while one is on its way, the last wish counts
  const load = () => {
    if (loading || wanted === shown) return;
    loading = true;
    const number = wanted;
    const next = new Image();
    // One that cannot be shown has its place all the same, and its words say so: else
    // nobody would come past it.
    const arrived = (said) => {
      image.src = next.src;
      shown = number;
      loading = false;
      tell();
      say(said);
      load();
    };
    next.addEventListener("load", () => arrived(""));
    next.addEventListener("error", () => arrived(words.broken));
    next.src = put(words.src, number);
  };
  const go = (number) => {
    wanted = Math.min(Math.max(number, 1), count);
    load();
  };

  slider.addEventListener("input", () => go(Number(slider.value)));
  for (const [name, by] of [["before", -1], ["after", 1]]) {
    link(name)?.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(wanted + by);
    });
  }

  // ---- Keys, only while the pictures have the focus
  const keys = {
    ArrowLeft: () => go(wanted - 1),
    ArrowUp: () => go(wanted - 1),
    ArrowRight: () => go(wanted + 1),
    ArrowDown: () => go(wanted + 1),
    PageUp: () => go(wanted - 10),
    PageDown: () => go(wanted + 10),
    Home: () => go(1),
    End: () => go(count),
    i: () => link("invert")?.click(),
    r: () => link("reset")?.click(),
    "+": () => link("larger")?.click(),
    "-": () => link("smaller")?.click(),
  };
  for (let at = 1; at <= 9; at += 1) {
    keys[at] = () => link(`window-${at}`)?.click();
  }
  const screen = viewer.querySelector(".screen");
  screen.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A picture larger than its place is moved with the arrows.
    const moves = screen.scrollWidth > screen.clientWidth && event.key.startsWith("Arrow");
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (moves || !act) return;
    event.preventDefault();
    act();
  });
  screen.addEventListener(
    "wheel",
    (event) => {
      if (document.activeElement !== screen || event.ctrlKey || count === 1) return;
      event.preventDefault();
      go(wanted + Math.sign(event.deltaY));
    },
    { passive: false },
  );
  tell();
}
