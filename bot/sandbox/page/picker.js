// A menu to choose from: the selects of messages and of forms.

import { h, icon } from "./dom.js";
import { closePopup, listbox, openPopup, popupOpen } from "./popup.js";
import { state } from "./store.js";
import { say } from "./words.js";

const STRING = 3;
const USER = 5;
const ROLE = 6;
const MENTIONABLE = 7;
const CHANNEL = 8;
export const SELECTS = [STRING, USER, ROLE, MENTIONABLE, CHANNEL];

const people = () =>
  [...state.people, state.bot].map((entry) => ({ value: entry.id, label: entry.name, mark: "@" }));
const roles = () =>
  state.guild.roles.map((entry) => ({ value: entry.id, label: entry.name, mark: "◇" }));
const KIND_NUMBERS = { TEXT: 0, DM: 1, PUBLIC_THREAD: 11 };

/** What a select offers: its own options, or people, roles and channels of the server. */
export function choicesOf(select) {
  switch (select.type) {
    case USER:
      return people();
    case ROLE:
      return roles();
    case MENTIONABLE:
      return [...people(), ...roles()];
    case CHANNEL:
      return state.channels
        .filter((entry) => entry.kind !== "DM")
        .filter(
          (entry) =>
            !select.channel_types?.length ||
            select.channel_types.includes(KIND_NUMBERS[entry.kind]),
        )
        .map((entry) => ({ value: entry.id, label: entry.name, mark: "#" }));
    default:
      return select.options.map((option) => ({
        value: option.value,
        label: option.label,
        description: option.description,
        mark: option.emoji?.name,
      }));
  }
}

/** What a select contains at first. */
export function presetOf(select) {
  if (select.type === STRING)
    return select.options.filter((option) => option.default).map((option) => option.value);
  return (select.default_values ?? []).map((entry) => String(entry.id));
}

/**
 * The button that shows what is chosen and opens the list. `onChoose(values)` is called with one
 * value at once, with several after "Done". Gives {element, values()}.
 */
export function picker(
  select,
  { label = null, describedBy = null, onChoose = null, busy = false } = {},
) {
  let values = presetOf(select);
  const most = select.max_values ?? 1;
  const least = select.min_values ?? 1;
  const multiple = most > 1;
  const options = choicesOf(select);
  const face = h("span", { class: "picker-face" });
  const name = label ?? select.placeholder ?? say("choose");
  const paint = () => {
    const chosen = options.filter((option) => values.includes(option.value));
    const text = chosen
      .map((option) => [option.mark, option.label].filter(Boolean).join(" "))
      .join(", ");
    face.replaceChildren(text || select.placeholder || say("choose"));
    face.classList.toggle("faint", !text);
    element.setAttribute("aria-label", text ? `${name}: ${text}` : name);
  };
  const toggle = () => (popupOpen(element) ? closePopup() : show());
  const element = h(
    "button",
    {
      class: "picker",
      type: "button",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-describedby": describedBy,
      disabled: select.disabled || busy,
      "aria-busy": busy || null,
      onclick: toggle,
    },
    face,
    icon("down"),
  );

  function show() {
    const list = listbox({ label: name, multiple, onPick: pick });
    const marked = () =>
      options.map((option) => ({ ...option, selected: values.includes(option.value) }));
    list.onActive = (id) =>
      id
        ? element.setAttribute("aria-activedescendant", id)
        : element.removeAttribute("aria-activedescendant");
    list.fill(marked(), say("none"));
    const chosen = options.findIndex((option) => values.includes(option.value));
    if (chosen > 0) list.start(chosen);
    const done =
      multiple || least === 0
        ? h(
            "button",
            { class: "button primary small list-done", type: "button", onclick: finish },
            say("done"),
          )
        : null;
    const box = done ? h("div", { class: "list-box popup" }, list.element, done) : list.element;
    const before = [...values];
    let typed = "";
    element.onkeydown = (event) => {
      if (!popupOpen(element)) return;
      if (list.key(event)) event.preventDefault();
      else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        if (event.key === "Enter" && multiple && event.ctrlKey) finish();
        else if (list.active()) pick(list.active());
      } else if (event.key === "Tab") closePopup();
      else if (event.key.length === 1) {
        typed = (typed + event.key).toLowerCase();
        const at = options.findIndex((option) => option.label.toLowerCase().startsWith(typed));
        if (at >= 0) list.start(at);
        else typed = "";
      }
    };
    element.setAttribute("aria-expanded", "true");
    element.setAttribute("aria-controls", list.id);
    openPopup(box, element, () => {
      element.setAttribute("aria-expanded", "false");
      element.removeAttribute("aria-activedescendant");
      if (multiple && String(before) !== String(values) && values.length >= least)
        onChoose?.(values);
    });

    function pick(option) {
      if (!multiple) {
        values = least === 0 && values[0] === option.value ? [] : [option.value];
        paint();
        closePopup();
        element.focus();
        onChoose?.(values);
        return;
      }
      if (values.includes(option.value)) values = values.filter((value) => value !== option.value);
      else if (values.length < most) values = [...values, option.value];
      list.fill(marked());
      paint();
    }
    function finish() {
      closePopup();
      element.focus();
    }
  }

  paint();
  return { element, values: () => values };
}
