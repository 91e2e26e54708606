// Components of messages: containers, texts, galleries, buttons, menus.

import { h, icon, outside } from "./dom.js";
import { isPicture, ours, sizeText } from "./files.js";
import { markdown } from "./markdown.js";
import { Picker, SELECTS } from "./picker.js";
import { act, changed, state } from "./store.js";
import { openModal } from "./modal.js";
import { openViewer } from "./viewer.js";
import { say } from "./words.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };
const LINK = 5;
const COLUMNS = 5; // galleries with more pictures look like those with five

const RENDER = {
  1: (part, message) => h("div", { class: "row" }, renderAll(part.components, message)),
  2: button,
  9: (part, message) =>
    h(
      "div",
      { class: "section" },
      h("div", { class: "section-text" }, renderAll(part.components, message)),
      h("div", { class: "section-side" }, render(part.accessory, message)),
    ),
  10: (part) => h("div", { class: "text" }, markdown(part.content)),
  11: (part) => gallery([part], "thumb"),
  12: (part) => gallery(part.items),
  13: (part) => fileCard(part.name ?? "file", part.size, part.file.url, part.spoiler),
  14: (part) =>
    h("hr", {
      class: `separator ${part.spacing === 2 ? "wide" : ""} ${part.divider ? "" : "bare"}`,
    }),
  17: container,
};

/** One component as an element; kinds that the page does not know are left out. */
export function render(part, message) {
  if (SELECTS.includes(part.type)) return select(part, message);
  return RENDER[part.type]?.(part, message) ?? null;
}

export const renderAll = (parts, message) => parts.map((part) => render(part, message));

/** The colour of the bar at the left of a container or embed, as CSS variables. */
export function accentBar(number) {
  if (number === undefined || number === null) return null;
  return { "--accent-bar": `#${number.toString(16).padStart(6, "0")}` };
}

function container(part, message) {
  const vars = accentBar(part.accent_color);
  const kind = vars ? "container accented" : "container";
  const box = h("div", { class: kind, vars }, renderAll(part.components, message));
  return part.spoiler ? cover(box) : box;
}

function emojiText(emoji) {
  if (!emoji?.name) return null;
  return h(
    "span",
    { class: "emoji", "aria-hidden": "true" },
    emoji.id ? `:${emoji.name}:` : emoji.name,
  );
}

function button(part, message) {
  const face = [emojiText(part.emoji), part.label && h("span", {}, part.label)];
  const label = part.label ? null : part.emoji?.name;
  if (part.style === LINK) return linkButton(part, face, label);
  const busy = state.busy.get(message.id) === part.custom_id;
  const attributes = {
    class: `button ${STYLES[part.style] ?? "secondary"}`,
    type: "button",
    disabled: part.disabled,
    "aria-label": label,
    "aria-busy": busy || null,
    "data-key": part.custom_id,
    onclick: () => !busy && send(message, part.custom_id, { do: "press" }),
  };
  return h("button", attributes, h("span", { class: "button-face" }, face), busy && dots());
}

function linkButton(part, face, label) {
  const attributes = { class: "button link", "aria-label": label, "data-key": part.url };
  if (part.disabled) return h("button", { ...attributes, type: "button", disabled: true }, face);
  return outside(part.url, attributes, face, icon("link"));
}

function select(part, message) {
  const busy = state.busy.get(message.id) === part.custom_id;
  const choose = (values) => send(message, part.custom_id, { do: "choose", values });
  const { element } = new Picker(part, { busy, onChoose: choose });
  const own = JSON.stringify([part, busy, state.locale]);
  return h("div", { class: "select-box", "data-own": own }, element);
}

export const dots = () =>
  h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));

/** Presses a button or chooses from a menu, and shows what comes of it. */
function send(message, customId, request) {
  const settle = (failed) => {
    if (state.busy.get(message.id) === customId) state.busy.delete(message.id);
    if (failed) state.failures.add(message.id);
    changed("messages");
  };
  state.failures.delete(message.id);
  state.busy.set(message.id, customId);
  changed("messages");
  const body = {
    ...request,
    channel: message.channel_id,
    message: message.id,
    custom_id: customId,
  };
  act(body, (interaction) => {
    if (interaction.state === "pending") return;
    settle(interaction.state === "failed");
    if (interaction.modal) openModal(interaction);
  }).catch(() => settle(true));
}

/** Pictures in one to three columns; each opens large. Items are {media, description, spoiler}. */
export function gallery(items, kind = "gallery") {
  const shown = items.filter(({ media }) => ours(media.url) && isPicture(media.content_type));
  const pictures = shown.map(({ media, description }) => ({
    url: media.url,
    alt: description ?? "",
    name: decodeURIComponent(pathOf(media.url).split("/").pop()),
  }));
  const cells = items.map((item) => {
    const at = shown.indexOf(item);
    if (at < 0) return outside(item.media.url, { class: "outside" }, icon("image"), say("outside"));
    const cell = picture(item.media, pictures[at], () => openViewer(pictures, at));
    return item.spoiler ? cover(cell) : cell;
  });
  return h("div", { class: `${kind} count-${Math.min(items.length, COLUMNS)}` }, cells);
}

function picture({ width, height }, { url, alt, name }, onclick) {
  const attributes = {
    class: "picture",
    type: "button",
    "aria-label": say("openPicture", { name: alt || name }),
    "data-key": pathOf(url),
    onclick,
  };
  return h("button", attributes, h("img", { src: url, alt, width, height }));
}

const pathOf = (url) => new URL(url, location.href).pathname;

/** Hides something until it is asked for. */
export function cover(content) {
  const reveal = ({ currentTarget }) => {
    const box = currentTarget.parentElement;
    box.classList.add("shown");
    box.dataset.keep = "";
    currentTarget.remove();
    box.querySelector("button, a")?.focus();
  };
  return h(
    "div",
    { class: "cover" },
    content,
    h(
      "button",
      { class: "cover-button", type: "button", "aria-label": say("reveal"), onclick: reveal },
      say("spoiler"),
    ),
  );
}

/** A file that is no picture: name, size and a link to save it. */
export function fileCard(name, size, url, spoiler = false) {
  const face = [
    icon("file"),
    h("span", { class: "download-name" }, name),
    h("span", { class: "download-size" }, sizeText(size ?? 0)),
    icon("save"),
  ];
  const attributes = {
    class: "download",
    href: url,
    download: name,
    "aria-label": say("download", { name }),
  };
  const card = ours(url) ? h("a", attributes, face) : h("span", { class: "download" }, face);
  return spoiler ? cover(card) : card;
}
