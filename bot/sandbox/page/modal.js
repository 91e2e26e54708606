// Forms that the bot opens: every kind of field, checked by the sandbox when they are sent.

import { h, icon } from "./dom.js";
import { FileField } from "./files.js";
import { markdown } from "./markdown.js";
import { Picker, SELECTS } from "./picker.js";
import { act } from "./store.js";
import { say } from "./words.js";

const ROW = 1;
const TEXT_INPUT = 4;
const TEXT = 10;
const LABEL = 18;
const FILES = 19;
const RADIO = 21;
const CHECKBOXES = 22;
const CHECKBOX = 23;
const LONG = 2; // the style of a text input with several lines
const MAX_TEXT = 4000;

let current = null;

/** Opens the form of an interaction. */
export function openModal(interaction) {
  current?.dialog.close();
  current = new ModalDialog(interaction);
  current.open();
}

/** Gives dropped or pasted photos to the open form; false if none is open. */
export function giveToModal(files) {
  if (!current) return false;
  current.photos.find((field) => field.room())?.add(files);
  return true;
}

class ModalDialog {
  constructor(interaction) {
    this.interaction = interaction;
    this.back = document.activeElement;
    this.fields = new Map(); // custom_id -> value()
    this.photos = []; // the fields that take files
    this.error = h("p", { class: "field-error", role: "alert" });
    this.submit = h("button", { class: "button primary", type: "submit" }, say("submit"));
    this.dialog = this.draw();
    this.dialog.addEventListener("close", () => this.closed());
  }

  draw() {
    const { title, components } = this.interaction.modal;
    const close = { type: "button", onclick: () => this.dialog.close() };
    const cross = { ...close, class: "icon-button", "aria-label": say("close") };
    const rows = components.map((part, at) => this.row(part, at));
    const form = h(
      "form",
      { class: "modal-form", novalidate: true, onsubmit: (event) => this.send(event) },
      h(
        "header",
        { class: "modal-head" },
        h("h2", { id: "modal-title" }, title),
        h("button", cross, icon("close")),
      ),
      h("div", { class: "modal-body" }, rows, this.error),
      h(
        "footer",
        { class: "modal-foot" },
        h("button", { ...close, class: "button secondary" }, say("cancel")),
        this.submit,
      ),
    );
    return h("dialog", { class: "modal", "aria-labelledby": "modal-title" }, form);
  }

  row(part, at) {
    if (part.type === TEXT) return h("div", { class: "text" }, markdown(part.content));
    if (part.type === LABEL) return this.field(part.component, part.label, part.description, at);
    if (part.type !== ROW) return null;
    return part.components.map((child) => this.field(child, child.label ?? "", null, at));
  }

  /** A field with its label and hint. */
  field(part, text, description, at) {
    const id = `modal-${at}`;
    const hintId = description ? `modal-hint-${at}` : null;
    const { element, value, files } = control(part, { label: text, id, hintId });
    this.fields.set(part.custom_id, value);
    if (files) this.photos.push(files);
    const hint = description && h("p", { class: "hint", id: hintId }, description);
    if (part.type === CHECKBOX) return h("div", { class: "field" }, element, hint);
    const needed = part.required !== false;
    const label = [text, needed && h("span", { class: "needed", "aria-hidden": "true" }, " *")];
    if (part.type === RADIO || part.type === CHECKBOXES) {
      const legend = h("legend", { class: "field-label" }, label);
      return h("fieldset", { class: "field", "aria-describedby": hintId }, legend, hint, element);
    }
    const native = part.type === TEXT_INPUT;
    const title = h(native ? "label" : "span", { class: "field-label", for: native && id }, label);
    return h("div", { class: "field" }, title, hint, element);
  }

  open() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.dialog.querySelector(".modal-body :is(input, textarea, button):not([hidden])")?.focus();
  }

  closed() {
    if (current === this) current = null;
    this.dialog.remove();
    if (this.back?.isConnected) this.back.focus();
  }

  settle(text) {
    this.submit.removeAttribute("aria-busy");
    this.error.textContent = text;
  }

  async send(event) {
    event.preventDefault();
    if (this.submit.hasAttribute("aria-busy")) return;
    this.settle("");
    this.submit.setAttribute("aria-busy", "true");
    const { id, channel } = this.interaction;
    const values = Object.fromEntries([...this.fields].map(([name, value]) => [name, value()]));
    try {
      await act({ do: "submit", channel, interaction: id, values }, (answer) => {
        if (answer.state === "answered") this.dialog.close();
        if (answer.state === "failed") this.settle(say("modalFailed"));
      });
    } catch (problem) {
      this.settle(problem.message === "offline" ? say("modalFailed") : problem.message);
    }
  }
}

/** The control of a field: {element, value()}, and `files` where it takes some. */
function control(part, { label, id, hintId }) {
  if (SELECTS.includes(part.type)) {
    const picker = new Picker(part, { label, describedBy: hintId });
    return { element: picker.element, value: () => picker.values };
  }
  switch (part.type) {
    case TEXT_INPUT:
      return textInput(part, id, hintId);
    case FILES: {
      const files = new FileField({ label, most: part.max_values ?? 1, describedBy: hintId });
      return { element: files.element, value: () => files.ids(), files };
    }
    case CHECKBOX:
      return checkbox(part, label);
    default:
      return ticks(part, id);
  }
}

function textInput(part, id, hintId) {
  const long = part.style === LONG;
  const most = part.max_length ?? MAX_TEXT;
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const paint = () => {
    count.textContent = `${element.value.length} / ${most}`;
  };
  const element = h(long ? "textarea" : "input", {
    class: "field-input",
    id,
    type: long ? null : "text",
    rows: long ? 4 : null,
    maxlength: most,
    placeholder: part.placeholder,
    required: part.required !== false,
    "aria-describedby": hintId,
    prop: { value: part.value ?? "" },
    oninput: paint,
  });
  paint();
  return { element: h("div", { class: "counted" }, element, count), value: () => element.value };
}

function checkbox(part, label) {
  const box = h("input", { type: "checkbox", prop: { checked: Boolean(part.default) } });
  const element = h("label", { class: "check" }, box, h("span", {}, label));
  return { element, value: () => box.checked };
}

/** A group of radio buttons or check boxes. */
function ticks(part, name) {
  const type = part.type === RADIO ? "radio" : "checkbox";
  const boxes = part.options.map((option) => {
    const prop = { checked: Boolean(option.default) };
    return h("input", { type, name, value: option.value, prop });
  });
  const rows = part.options.map(({ label, description }, at) => {
    const hint = description && h("span", { class: "hint" }, description);
    return h("label", { class: "check" }, boxes[at], h("span", {}, label, hint));
  });
  const ticked = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
  const value = part.type === RADIO ? () => ticked()[0] ?? null : ticked;
  return { element: h("div", { class: "checks" }, rows), value };
}
