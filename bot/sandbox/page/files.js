// Choosing photos: by dialog, drop, paste or from the samples; uploaded at once, shown as cards.

import { announce, h, icon } from "./dom.js";
import { state, upload } from "./store.js";
import { say } from "./words.js";

const UNITS = ["B", "KiB", "MiB", "GiB"];
const SHOWN = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/** 10485760 -> "10 MiB". */
export function sizeText(bytes) {
  const at = bytes ? Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10)) : 0;
  const size = bytes / 1024 ** at;
  return `${size >= 100 || at === 0 ? Math.round(size) : Number(size.toFixed(1))} ${UNITS[at]}`;
}

/** Whether a link leads to this sandbox; nothing else may be loaded into the page. */
export function ours(url) {
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

export const isPicture = (type) => SHOWN.includes(type ?? "");

/** A place for up to `most` files; `slim` is the tray of the message box. */
export class FileField {
  /** `onChange` is called when a file came, went or was refused. */
  constructor({ label, most = 1, slim = false, describedBy = null, onChange = () => {} }) {
    this.most = most;
    this.onChange = onChange;
    this.files = []; // {name, attachment}; no attachment while it is uploaded
    this.error = h("p", { class: "field-error", role: "alert" });
    this.cards = h("ul", { class: "file-cards", "aria-label": label, hidden: true });
    this.input = h("input", {
      type: "file",
      accept: "image/*",
      multiple: most > 1,
      hidden: true,
      tabindex: -1,
      onchange: () => this.takeChosen(),
    });
    this.choose = this.drawChoose(label, describedBy);
    this.samples = sampleStrip((name) => this.add([name]));
    const offers = slim ? [] : [this.choose, this.samples];
    const kind = slim ? "file-field slim" : "file-field";
    this.element = h("div", { class: kind }, this.input, this.cards, offers, this.error);
  }

  drawChoose(label, describedBy) {
    const attributes = {
      class: "file-choose",
      type: "button",
      "aria-label": `${label}: ${say("choosePhoto")}`,
      "aria-describedby": describedBy,
      onclick: () => this.openDialog(),
    };
    return h("button", attributes, icon("image"), h("span", {}, say("choosePhoto")));
  }

  openDialog() {
    this.input.click();
  }

  takeChosen() {
    this.add([...this.input.files]);
    this.input.value = "";
  }

  /** Adds files, or samples by name, as far as there is room; a single place is filled anew. */
  async add(chosen) {
    this.error.textContent = "";
    if (this.most === 1 && chosen.length) this.files = [];
    await Promise.all(chosen.slice(0, this.room()).map((source) => this.addOne(source)));
  }

  async addOne(source) {
    const name = typeof source === "string" ? source : source.name || "photo.png";
    const limit = state.limits.attachment_bytes;
    if (source.size > limit) {
      this.refuse("tooLarge", name);
      return;
    }
    const file = { name, attachment: null };
    this.files.push(file);
    this.paint();
    try {
      file.attachment = await upload(source);
    } catch (problem) {
      this.remove(file);
      this.refuse(problem.message === "large" ? "tooLarge" : "uploadFailed", name);
    }
    this.paint();
  }

  refuse(word, name) {
    this.error.textContent = say(word, { name, limit: sizeText(state.limits.attachment_bytes) });
    this.onChange();
  }

  remove(file) {
    this.files = this.files.filter((other) => other !== file);
    this.paint();
  }

  clear() {
    this.files = [];
    this.paint();
  }

  paint() {
    this.cards.replaceChildren(...this.files.map((file) => this.card(file)));
    this.cards.hidden = this.files.length === 0;
    this.choose.hidden = this.samples.hidden = this.room() === 0;
    announce(this.files.map(({ name }) => name).join(", "));
    this.onChange();
  }

  card(file) {
    const { name, attachment } = file;
    const picture = attachment && isPicture(attachment.content_type);
    const remove = {
      class: "icon-button small",
      type: "button",
      "aria-label": say("removeFile", { name }),
      onclick: () => {
        this.remove(file);
        if (this.choose.isConnected) this.choose.focus();
      },
    };
    return h(
      "li",
      { class: "file-card", "aria-busy": attachment ? null : true },
      picture
        ? h("img", { src: attachment.url, alt: "" })
        : h("span", { class: "file-blank" }, icon("file")),
      h("span", { class: "file-name" }, attachment ? name : say("uploading")),
      h("button", remove, icon("close")),
    );
  }

  ids() {
    return this.files.filter(({ attachment }) => attachment).map(({ attachment }) => attachment.id);
  }

  room() {
    return this.most - this.files.length;
  }

  busy() {
    return this.files.some(({ attachment }) => !attachment);
  }
}

/** The sample photos as buttons; nothing where the sandbox has none. */
export function sampleStrip(onPick) {
  if (!state.samples.length) return h("span", { hidden: true });
  const sample = (name) => {
    const label = say("useSample", { name });
    const src = `/page/samples/${encodeURIComponent(name)}`;
    const attributes = { class: "sample", type: "button", title: name, "aria-label": label };
    const image = h("img", { src, alt: "", loading: "lazy" });
    return h("button", { ...attributes, onclick: () => onPick(name) }, image);
  };
  const group = { class: "samples", role: "group", "aria-label": say("samples") };
  return h(
    "div",
    { class: "samples-box" },
    h("span", { class: "samples-title" }, say("samples")),
    h("div", group, state.samples.map(sample)),
  );
}

const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Photos dropped on or pasted into the page go to `take(files)`. */
export function listenForPhotos(take) {
  const shade = h("div", { class: "drop-shade", "aria-hidden": "true" });
  let depth = 0; // dragging over a child enters it before it leaves the parent
  const move = (by) => (event) => {
    if (!holdsFiles(event)) return;
    depth += by;
    if (depth > 0) {
      shade.replaceChildren(h("p", {}, icon("image"), say("dropHere")));
      document.body.append(shade);
    } else shade.remove();
  };
  addEventListener("dragenter", move(1));
  addEventListener("dragleave", move(-1));
  addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    shade.remove();
    take([...event.dataTransfer.files]);
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}
