// Pictures, large: one at a time, with keys and buttons to go on.

import { h, icon } from "./dom.js";
import { say } from "./words.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/** Opens `pictures` ({url, alt, name}) at the one with index `at`. */
export function openViewer(pictures, at) {
  new Viewer(pictures, at).open();
}

class Viewer {
  constructor(pictures, at) {
    this.pictures = pictures;
    this.at = at;
    this.back = document.activeElement;
    this.image = h("img", { class: "viewer-image" });
    this.caption = h("p", { class: "viewer-caption", "aria-live": "polite" });
    const attributes = { class: "button secondary", target: "_blank", rel: "noopener" };
    this.original = h("a", attributes, say("original"), icon("link"));
    this.dialog = this.draw();
    this.dialog.addEventListener("close", () => this.closed());
  }

  draw() {
    const many = this.pictures.length > 1;
    const close = {
      class: "icon-button",
      type: "button",
      "aria-label": say("close"),
      onclick: () => this.dialog.close(),
    };
    const attributes = {
      class: "viewer",
      onclick: ({ target }) => target === this.dialog && this.dialog.close(),
      onkeydown: ({ key }) => many && key in STEPS && this.step(STEPS[key]),
    };
    const top = [this.caption, this.original, h("button", close, icon("close"))];
    return h(
      "dialog",
      attributes,
      h("div", { class: "viewer-top" }, top),
      many && this.arrow("left", -1, say("previous")),
      this.image,
      many && this.arrow("right", 1, say("next")),
    );
  }

  arrow(side, by, label) {
    const onclick = () => this.step(by);
    const attributes = {
      class: `viewer-step ${side}`,
      type: "button",
      "aria-label": label,
      onclick,
    };
    return h("button", attributes, icon(side));
  }

  step(by) {
    this.at = (this.at + by + this.pictures.length) % this.pictures.length;
    this.paint();
  }

  paint() {
    const { url, alt, name } = this.pictures[this.at];
    const all = this.pictures.length;
    const place = all > 1 ? ` · ${say("picture", { at: this.at + 1, all })}` : "";
    this.image.src = this.original.href = url;
    this.image.alt = alt || name;
    this.caption.textContent = `${alt || name}${place}`;
    this.dialog.setAttribute("aria-label", say("openPicture", { name: alt || name }));
  }

  open() {
    this.paint();
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  closed() {
    this.dialog.remove();
    if (this.back?.isConnected) this.back.focus();
  }
}
