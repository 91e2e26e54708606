// Forms that the bot opens: every kind of field, checked by the sandbox when they are sent.

import { h, icon } from "./dom.js";
import { fileField } from "./files.js";
import { markdown } from "./markdown.js";
import { picker, SELECTS } from "./picker.js";
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

/** Opens the form of an interaction. */
export function openModal(interaction) {
  const { modal } = interaction;
  const before = document.activeElement;
  const fields = new Map(); // custom_id -> value()
  const error = h("p", { class: "field-error", role: "alert" });
  const submit = h("button", { class: "button primary", type: "submit" }, say("submit"));
  const form = h(
    "form",
    { class: "modal-form", novalidate: true, onsubmit: send },
    h(
      "header",
      { class: "modal-head" },
      h("h2", { id: "modal-title" }, modal.title),
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          "aria-label": say("close"),
          onclick: () => dialog.close(),
        },
        icon("close"),
      ),
    ),
    h(
      "div",
      { class: "modal-body" },
      modal.components.map((part, at) => row(part, fields, at)),
      error,
    ),
    h(
      "footer",
      { class: "modal-foot" },
      h(
        "button",
        { class: "button secondary", type: "button", onclick: () => dialog.close() },
        say("cancel"),
      ),
      submit,
    ),
  );
  const dialog = h("dialog", { class: "modal", "aria-labelledby": "modal-title" }, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
  });

  function send(event) {
    event.preventDefault();
    if (submit.getAttribute("aria-busy")) return;
    const values = Object.fromEntries([...fields].map(([id, value]) => [id, value()]));
    const settle = (text) => {
      submit.removeAttribute("aria-busy");
      error.textContent = text;
    };
    settle("");
    submit.setAttribute("aria-busy", "true");
    const request = {
      do: "submit",
      channel: interaction.channel,
      interaction: interaction.id,
      values,
    };
    act(request, (answer) => {
      if (answer.state === "answered") dialog.close();
      if (answer.state === "failed") settle(say("modalFailed"));
    }).catch((problem) =>
      settle(problem.message === "offline" ? say("modalFailed") : problem.message),
    );
  }

  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(".modal-body :is(input, textarea, button):not([hidden])")?.focus();
}

function row(part, fields, at) {
  if (part.type === TEXT) return h("div", { class: "text" }, markdown(part.content));
  if (part.type === ROW)
    return part.components.map((child) => labelled(child.label ?? "", null, child, fields, at));
  if (part.type === LABEL)
    return labelled(part.label, part.description, part.component, fields, at);
  return null;
}

function labelled(text, description, part, fields, at) {
  const ids = { field: `modal-${at}`, hint: `modal-hint-${at}` };
  const needed = part.required !== false && part.type !== CHECKBOX;
  const hint = description ? ids.hint : null;
  const label = [text, needed ? h("span", { class: "needed", "aria-hidden": "true" }, " *") : null];
  const group = [RADIO, CHECKBOXES].includes(part.type);
  const field = control(part, text, ids.field, hint);
  fields.set(part.custom_id, field.value);
  const about = description ? h("p", { class: "hint", id: ids.hint }, description) : null;
  if (group)
    return h(
      "fieldset",
      { class: "field", "aria-describedby": hint },
      h("legend", { class: "field-label" }, label),
      about,
      field.element,
    );
  if (part.type === CHECKBOX) return h("div", { class: "field" }, field.element, about);
  const native = part.type === TEXT_INPUT;
  return h(
    "div",
    { class: "field" },
    h(native ? "label" : "span", { class: "field-label", for: native ? ids.field : null }, label),
    about,
    field.element,
  );
}

function control(part, label, id, hint) {
  if (part.type === TEXT_INPUT) return textInput(part, id, hint);
  if (SELECTS.includes(part.type)) {
    const { element, values } = picker(part, { label, describedBy: hint });
    return { element, value: values };
  }
  if (part.type === FILES) {
    const { element, ids } = fileField({ label, most: part.max_values ?? 1, describedBy: hint });
    return { element, value: ids };
  }
  if (part.type === CHECKBOX) {
    const box = h("input", { type: "checkbox", prop: { checked: Boolean(part.default) } });
    return {
      element: h("label", { class: "check" }, box, h("span", {}, label)),
      value: () => box.checked,
    };
  }
  return ticks(part, id, hint);
}

function textInput(part, id, hint) {
  const long = part.style === 2;
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const most = part.max_length ?? 4000;
  const element = h(long ? "textarea" : "input", {
    class: "field-input",
    id,
    "aria-describedby": hint,
    placeholder: part.placeholder,
    maxlength: most,
    required: part.required !== false,
    type: long ? null : "text",
    rows: long ? 4 : null,
    prop: { value: part.value ?? "" },
    oninput: paint,
  });
  function paint() {
    count.textContent = `${element.value.length} / ${most}`;
  }
  paint();
  return { element: h("div", { class: "counted" }, element, count), value: () => element.value };
}

/** A group of radio buttons or check boxes. */
function ticks(part, id) {
  const one = part.type === RADIO;
  const boxes = part.options.map((option) =>
    h("input", {
      type: one ? "radio" : "checkbox",
      name: id,
      value: option.value,
      prop: { checked: Boolean(option.default) },
    }),
  );
  const rows = part.options.map((option, at) =>
    h(
      "label",
      { class: "check" },
      boxes[at],
      h(
        "span",
        {},
        option.label,
        option.description ? h("span", { class: "hint" }, option.description) : null,
      ),
    ),
  );
  const ticked = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return {
    element: h("div", { class: "checks" }, rows),
    value: () => (one ? (ticked()[0] ?? null) : ticked()),
  };
}
