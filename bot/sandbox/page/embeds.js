// What messages had before Components V2: embeds and attachments.

import { h } from "./dom.js";
import { fileCard, gallery } from "./components.js";
import { isPicture, ours } from "./files.js";
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
  const bar =
    card.color === undefined
      ? null
      : { "--accent-bar": `#${card.color.toString(16).padStart(6, "0")}` };
  const title = card.title ? inline(card.title) : null;
  const image = card.image && {
    media: { content_type: "image/png", ...card.image },
    description: card.title ?? "",
  };
  const thumb = card.thumbnail && {
    media: { content_type: "image/png", ...card.thumbnail },
    description: "",
  };
  return h(
    "div",
    { class: "embed", vars: bar },
    h(
      "div",
      { class: "embed-main" },
      h(
        "div",
        { class: "embed-text" },
        card.author?.name ? h("div", { class: "embed-author" }, card.author.name) : null,
        title
          ? h(
              "div",
              { class: "embed-title" },
              /^https?:/.test(card.url ?? "")
                ? h(
                    "a",
                    { href: card.url, target: "_blank", rel: "noopener noreferrer nofollow" },
                    title,
                  )
                : title,
            )
          : null,
        card.description ? h("div", { class: "text" }, markdown(card.description)) : null,
        card.fields?.length
          ? h(
              "div",
              { class: "embed-fields" },
              card.fields.map((field) =>
                h(
                  "div",
                  { class: field.inline ? "embed-field inline" : "embed-field" },
                  h("div", { class: "embed-field-name" }, inline(field.name)),
                  h("div", { class: "text" }, markdown(field.value)),
                ),
              ),
            )
          : null,
      ),
      thumb && ours(thumb.media.url) ? gallery([thumb], "thumb") : null,
    ),
    image ? gallery([image]) : null,
    card.footer?.text || card.timestamp
      ? h(
          "div",
          { class: "embed-footer" },
          card.footer?.text ?? "",
          card.timestamp ? [" ", messageTime(card.timestamp)] : null,
        )
      : null,
  );
}
