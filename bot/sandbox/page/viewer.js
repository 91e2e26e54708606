// Pictures, large: one at a time, with keys and buttons to go on.

import { h, icon } from "./dom.js";
import { say } from "./words.js";

/** Opens `pictures` ({url, alt, name}) at the one with index `at`. */
export function openViewer(pictures, at) {
  const before = document.activeElement;
  const image = h("img", { class: "viewer-image" });
  const caption = h("p", { class: "viewer-caption", "aria-live": "polite" });
  const original = h(
    "a",
    { class: "button secondary", target: "_blank", rel: "noopener" },
    say("original"),
    icon("link"),
  );
  const step = (by) => {
    at = (at + by + pictures.length) % pictures.length;
    paint();
  };
  const close = () => dialog.close();
  const arrow = (name, by, word) =>
    h(
      "button",
      {
        class: `viewer-step ${name}`,
        type: "button",
        "aria-label": say(word),
        onclick: () => step(by),
      },
      icon(name),
    );
  const many = pictures.length > 1;
  const dialog = h(
    "dialog",
    {
      class: "viewer",
      "aria-label": say("openPicture", { name: "" }),
      onclick: (event) => event.target === dialog && close(),
      onkeydown(event) {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (by && many) {
          event.preventDefault();
          step(by);
        }
      },
    },
    h(
      "div",
      { class: "viewer-top" },
      caption,
      original,
      h(
        "button",
        { class: "icon-button", type: "button", "aria-label": say("close"), onclick: close },
        icon("close"),
      ),
    ),
    many ? arrow("left", -1, "previous") : null,
    image,
    many ? arrow("right", 1, "next") : null,
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });

  function paint() {
    const { url, alt, name } = pictures[at];
    image.src = original.href = url;
    image.alt = alt || name;
    const place = many ? ` · ${say("picture", { at: at + 1, all: pictures.length })}` : "";
    caption.textContent = `${alt || name}${place}`;
    dialog.setAttribute("aria-label", say("openPicture", { name: alt || name }));
  }

  paint();
  document.body.append(dialog);
  dialog.showModal();
}
