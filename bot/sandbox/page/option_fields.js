// One option of a slash command as a field: a photo, a text, or a text with suggestions.

import { Combobox } from "./combobox.js";
import { h } from "./dom.js";
import { FileField } from "./files.js";
import { choicesOf } from "./picker.js";
import { local } from "./store.js";
import { say } from "./words.js";

const TYPE = {
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  FILE: 11,
};
const AS_SELECT = { [TYPE.USER]: 5, [TYPE.ROLE]: 6, [TYPE.MENTIONABLE]: 7, [TYPE.CHANNEL]: 8 };
const KEYBOARDS = { [TYPE.INTEGER]: "numeric", [TYPE.NUMBER]: "decimal" };
const MAX_TEXT = 6000;

export const takesFile = (option) => option.type === TYPE.FILE;

/**
 * The field of `option`. `form` has {prefix, helpId, complete(option, typed), changed(), describe(text)}.
 * Gives {row, target, value(), files, option}; `target` is what takes the focus.
 */
export function optionField(option, form) {
  const id = `${form.prefix}-${option.name}`;
  const name = local(option, "name");
  const control = takesFile(option) ? file(name, form) : text(option, id, name, form);
  const label = takesFile(option)
    ? h("span", { class: "option-name" }, name, star(option))
    : h("label", { class: "option-name", for: id }, name, star(option));
  const kind = takesFile(option) ? "option-row wide" : "option-row";
  const row = h("div", { class: kind }, label, control.element);
  row.addEventListener("focusin", () => form.describe(`${name}: ${local(option, "description")}`));
  return { ...control, row, option };
}

function star(option) {
  if (!option.required) return null;
  const spoken = h("span", { class: "unseen" }, ` (${say("required")})`);
  return h("span", { class: "needed", title: say("required") }, "*", spoken);
}

function file(name, form) {
  const files = new FileField({ label: name, describedBy: form.helpId, onChange: form.changed });
  return {
    element: files.element,
    target: files.choose,
    files,
    value: () => files.ids()[0],
  };
}

function text(option, id, name, form) {
  const find = suggestions(option, form);
  const inputmode = KEYBOARDS[option.type];
  if (find) {
    const attributes = { id, label: name, inputmode, describedBy: form.helpId };
    const box = new Combobox({ ...attributes, find, onInput: form.changed });
    return { element: box.element, target: box.element, value: () => box.value() };
  }
  const element = h("input", {
    class: "field-input",
    id,
    type: "text",
    inputmode,
    autocomplete: "off",
    maxlength: option.max_length ?? MAX_TEXT,
    "aria-describedby": form.helpId,
    oninput: form.changed,
  });
  return { element, target: element, value: () => element.value };
}

/** Where suggestions for an option come from; null for a plain text. */
function suggestions(option, form) {
  if (option.autocomplete) return (typed) => form.complete(option, typed);
  const fixed = fixedChoices(option);
  const fits = (typed) => (choice) => choice.name.toLowerCase().includes(typed.toLowerCase());
  return fixed && ((typed) => fixed.filter(fits(typed)));
}

function fixedChoices(option) {
  if (option.choices?.length) return option.choices.map(localChoice);
  if (option.type === TYPE.BOOLEAN) {
    return [
      { name: say("yes"), value: true },
      { name: say("no"), value: false },
    ];
  }
  if (!(option.type in AS_SELECT)) return null;
  const select = { type: AS_SELECT[option.type], channel_types: option.channel_types };
  return choicesOf(select).map(({ label, value, mark }) => ({ name: label, value, mark }));
}

/** A choice with its name in the chosen language. */
export const localChoice = (choice) => ({ value: choice.value, name: local(choice, "name") });
