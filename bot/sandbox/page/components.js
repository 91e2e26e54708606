// Components of messages: containers, texts, galleries, buttons, menus.

import { h, icon } from "./dom.js";
import { isPicture, ours, sizeText } from "./files.js";
import { markdown } from "./markdown.js";
import { picker, SELECTS } from "./picker.js";
import { act, changed, state } from "./store.js";
import { openModal } from "./modal.js";
import { openViewer } from "./viewer.js";
import { say } from "./words.js";

const STYLES = {
  1: "primary",
  2: "secondary",
  3: "success",
  4: "danger",
  5: "link",
  6: "secondary",
};

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

const colour = (number) => `#${number.toString(16).padStart(6, "0")}`;

function container(part, message) {
  const accent =
    part.accent_color === undefined || part.accent_color === null
      ? null
      : { "--accent-bar": colour(part.accent_color) };
  const box = h(
    "div",
    { class: accent ? "container accented" : "container", vars: accent },
    renderAll(part.components, message),
  );
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
  const face = [emojiText(part.emoji), part.label ? h("span", {}, part.label) : null];
  const label = part.label ? null : part.emoji?.name;
  if (part.style === 5) {
    if (part.disabled || !/^https?:\/\//.test(part.url))
      return h(
        "button",
        { class: "button link", type: "button", disabled: true, "aria-label": label },
        face,
      );
    return h(
      "a",
      {
        class: "button link",
        href: part.url,
        target: "_blank",
        rel: "noopener noreferrer nofollow",
        "aria-label": label,
        "data-key": part.url,
      },
      face,
      icon("link"),
    );
  }
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
  return h("button", attributes, h("span", { class: "button-face" }, face), busy ? dots() : null);
}

function select(part, message) {
  const busy = state.busy.get(message.id) === part.custom_id;
  const { element } = picker(part, {
    busy,
    onChoose: (values) => send(message, part.custom_id, { do: "choose", values }),
  });
  const box = h(
    "div",
    { class: "select-box", "data-own": JSON.stringify([part, busy, state.locale]) },
    element,
  );
  return box;
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

/** Pictures in one to three columns; each opens large. `items` are {media, description, spoiler}. */
export function gallery(items, kind = "gallery") {
  const shown = items.filter(
    (item) => ours(item.media.url) && isPicture(item.media.content_type ?? "image/png"),
  );
  const pictures = shown.map((item) => ({
    url: item.media.url,
    alt: item.description ?? "",
    name: nameOf(item.media.url),
  }));
  return h(
    "div",
    { class: `${kind} count-${Math.min(items.length, 5)}` },
    items.map((item) => {
      const at = shown.indexOf(item);
      if (at < 0) return outsideLink(item.media.url);
      const alt = item.description ?? "";
      const size =
        item.media.width && item.media.height
          ? { width: item.media.width, height: item.media.height }
          : {};
      const open = () => openViewer(pictures, at);
      const name = say("openPicture", { name: alt || pictures[at].name });
      const picture = h(
        "button",
        {
          class: "picture",
          type: "button",
          "aria-label": name,
          "data-key": fileOf(item.media.url),
          onclick: open,
        },
        h("img", { src: item.media.url, alt, ...size }),
      );
      return item.spoiler ? cover(picture) : picture;
    }),
  );
}

const nameOf = (url) => decodeURIComponent(new URL(url, location.href).pathname.split("/").pop());
const fileOf = (url) => new URL(url, location.href).pathname;

function outsideLink(url) {
  if (!/^https?:\/\//.test(url)) return null;
  return h(
    "a",
    { class: "outside", href: url, target: "_blank", rel: "noopener noreferrer nofollow" },
    icon("image"),
    say("outside"),
  );
}

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
