// What messages had before Components V2: embeds and attachments.

import { h, outside } from "./dom.js";
import { accentBar, fileCard, gallery } from "./components.js";
import { isPicture } from "./files.js";
import { inline, markdown } from "./markdown.js";
import { messageTime } from "./times.js";

const SPOILER = 8;

/** The files of a message: pictures together, everything else as a card. */
export function attachments(files) {
  const pictures = files.filter((file) => isPicture(file.content_type));
  const others = files.filter((file) => !pictures.includes(file));
  const items = pictures.map((file) => ({
    media: file,
    description: file.description ?? file.title ?? "",
    spoiler: Boolean(file.flags & SPOILER),
  }));
  return [
    items.length ? gallery(items) : null,
    others.map((file) =>
      fileCard(file.title ?? file.filename, file.size, file.url, Boolean(file.flags & SPOILER)),
    ),
  ];
}

/** One embed as a card. */
export function embed(card) {
  const { author, title, description, fields, footer, timestamp, image, thumbnail } = card;
  const texts = [
    author?.name && h("div", { class: "embed-author" }, author.name),
    title && h("div", { class: "embed-title" }, outside(card.url, {}, inline(title))),
    description && h("div", { class: "text" }, markdown(description)),
    fields?.length && h("div", { class: "embed-fields" }, fields.map(field)),
  ];
  const parts = [
    h(
      "div",
      { class: "embed-main" },
      h("div", { class: "embed-text" }, texts),
      thumbnail && gallery([pictureOf(thumbnail)], "thumb"),
    ),
    image && gallery([pictureOf(image, title)]),
  ];
  if (footer?.text || timestamp) {
    const time = timestamp && [" ", messageTime(timestamp)];
    parts.push(h("div", { class: "embed-footer" }, footer?.text, time));
  }
  return h("div", { class: "embed", vars: accentBar(card.color) }, parts);
}

/** A picture of an embed as an item of a gallery. */
const pictureOf = (media, description = "") => ({
  media: { ...media, content_type: media.content_type ?? "image/png" },
  description,
});

function field({ name, value, inline: narrow }) {
  return h(
    "div",
    { class: narrow ? "embed-field inline" : "embed-field" },
    h("div", { class: "embed-field-name" }, inline(name)),
    h("div", { class: "text" }, markdown(value)),
  );
}
