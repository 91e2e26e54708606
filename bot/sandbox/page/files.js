// Choosing photos: by dialog, drop, paste or from the samples; uploaded at once, shown as cards.

import { announce, h, icon } from "./dom.js";
import { state, upload } from "./store.js";
import { say } from "./words.js";

/** 10485760 -> "10 MiB". */
export function sizeText(bytes) {
  const units = ["B", "KiB", "MiB", "GiB"];
  const at = bytes ? Math.min(3, Math.floor(Math.log2(bytes) / 10)) : 0;
  const size = bytes / 1024 ** at;
  return `${size >= 100 || at === 0 ? Math.round(size) : Number(size.toFixed(1))} ${units[at]}`;
}

/** Whether a link leads to this sandbox; nothing else may be loaded into the page. */
export function ours(url) {
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

const SHOWN = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
export const isPicture = (type) => SHOWN.includes(type ?? "");

/**
 * A place for up to `most` files. Gives {element, add(files), ids(), room(), busy()}; `onChange` is
 * called when a file came, went or was refused. `slim` is the tray of the message box.
 */
export function fileField({
  label,
  most = 1,
  slim = false,
  describedBy = null,
  onChange = () => {},
}) {
  let files = []; // {name, attachment, wait, preview}
  const input = h("input", {
    type: "file",
    hidden: true,
    multiple: most > 1,
    accept: "image/*",
    "aria-hidden": "true",
    tabindex: -1,
    onchange: () => {
      add([...input.files]);
      input.value = "";
    },
  });
  const error = h("p", { class: "field-error", role: "alert" });
  const cards = h("ul", { class: "file-cards", "aria-label": label });
  const choose = h(
    "button",
    {
      class: "file-choose",
      type: "button",
      "aria-describedby": describedBy,
      onclick: () => input.click(),
      "aria-label": `${label}: ${say("choosePhoto")}`,
    },
    icon("image"),
    h("span", {}, say("choosePhoto")),
  );
  const samples = sampleStrip((name) => add([name]));
  const element = h(
    "div",
    { class: slim ? "file-field slim" : "file-field" },
    input,
    cards,
    slim ? null : choose,
    slim ? null : samples,
    error,
  );

  async function add(chosen) {
    error.textContent = "";
    const room = most - files.length;
    const taken = chosen.slice(0, most === 1 ? 1 : room);
    if (most === 1 && taken.length) files = [];
    await Promise.all(taken.map(addOne));
  }

  async function addOne(source) {
    const name = typeof source === "string" ? source : source.name || "photo.png";
    if (source.size > state.limits.attachment_bytes) {
      refuse(say("tooLarge", { name, limit: sizeText(state.limits.attachment_bytes) }));
      return;
    }
    const entry = { name, attachment: null };
    files.push(entry);
    paint();
    try {
      entry.attachment = await upload(source);
    } catch (problem) {
      files = files.filter((other) => other !== entry);
      const word = problem.message === "large" ? "tooLarge" : "uploadFailed";
      refuse(say(word, { name, limit: sizeText(state.limits.attachment_bytes) }));
    }
    paint();
  }

  function refuse(text) {
    error.textContent = text;
    onChange();
  }

  function card(entry) {
    const { name, attachment } = entry;
    const picture = attachment && isPicture(attachment.content_type);
    return h(
      "li",
      { class: "file-card", "aria-busy": attachment ? null : "true" },
      picture
        ? h("img", { src: attachment.url, alt: "" })
        : h("span", { class: "file-blank" }, icon("file")),
      h("span", { class: "file-name" }, attachment ? name : say("uploading")),
      h(
        "button",
        {
          class: "icon-button small",
          type: "button",
          "aria-label": say("removeFile", { name }),
          onclick: () => {
            files = files.filter((other) => other !== entry);
            paint();
            (choose.isConnected ? choose : element).focus?.();
          },
        },
        icon("close"),
      ),
    );
  }

  function paint() {
    cards.replaceChildren(...files.map(card));
    cards.hidden = files.length === 0;
    choose.hidden = samples.hidden = files.length >= most;
    if (files.length) announce(files.map((entry) => entry.name).join(", "));
    onChange();
  }

  cards.hidden = true;
  return {
    element,
    focusable: choose,
    add,
    open: () => input.click(),
    clear: () => {
      files = [];
      paint();
    },
    ids: () => files.filter((entry) => entry.attachment).map((entry) => entry.attachment.id),
    room: () => most - files.length,
    busy: () => files.some((entry) => !entry.attachment),
  };
}

/** The sample photos as buttons; nothing where the sandbox has none. */
export function sampleStrip(onPick) {
  const strip = h(
    "div",
    { class: "samples", role: "group", "aria-label": say("samples") },
    state.samples.map((name) =>
      h(
        "button",
        {
          class: "sample",
          type: "button",
          title: name,
          "aria-label": say("useSample", { name }),
          onclick: () => onPick(name),
        },
        h("img", { src: `/page/samples/${encodeURIComponent(name)}`, alt: "", loading: "lazy" }),
      ),
    ),
  );
  return state.samples.length
    ? h(
        "div",
        { class: "samples-box" },
        h("span", { class: "samples-title" }, say("samples")),
        strip,
      )
    : h("span", { hidden: true });
}

/** Photos dropped on or pasted into the page go to `take(files)`. */
export function listenForPhotos(take) {
  const shade = h(
    "div",
    { class: "drop-shade", "aria-hidden": "true" },
    h("p", {}, icon("image"), say("dropHere")),
  );
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const show = (on) => (on ? document.body.append(shade) : shade.remove());
  addEventListener("dragenter", (event) => holdsFiles(event) && show((depth += 1) > 0));
  addEventListener("dragleave", (event) => holdsFiles(event) && show((depth -= 1) > 0));
  addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    show((depth = 0) > 0);
    take([...event.dataTransfer.files]);
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}
