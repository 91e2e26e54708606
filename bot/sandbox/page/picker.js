// A menu to choose from: the selects of messages and of forms.

import { h, icon } from "./dom.js";
import { closePopup, Listbox, openList, pointAt, popupOpen } from "./popup.js";
import { state } from "./store.js";
import { say } from "./words.js";

const STRING = 3;
const USER = 5;
const ROLE = 6;
const MENTIONABLE = 7;
const CHANNEL = 8;
export const SELECTS = [STRING, USER, ROLE, MENTIONABLE, CHANNEL];
const KIND_NUMBERS = { TEXT: 0, DM: 1, PUBLIC_THREAD: 11 };

const entry = (mark) => (thing) => ({ value: thing.id, label: thing.name, mark });
const people = () => [...state.people, state.bot].map(entry("@"));
const roles = () => state.guild.roles.map(entry("◇"));

function channels({ channel_types: types }) {
  const fits = ({ kind }) => !types?.length || types.includes(KIND_NUMBERS[kind]);
  return state.channels
    .filter(({ kind }) => kind !== "DM")
    .filter(fits)
    .map(entry("#"));
}

const ownOptions = ({ options }) =>
  options.map(({ value, label, description, emoji }) => ({
    value,
    label,
    description,
    mark: emoji?.name,
  }));

const SOURCES = {
  [STRING]: ownOptions,
  [USER]: people,
  [ROLE]: roles,
  [MENTIONABLE]: () => [...people(), ...roles()],
  [CHANNEL]: channels,
};

/** What a select offers: its own options, or people, roles and channels of the server. */
export const choicesOf = (select) => SOURCES[select.type](select);

/** What a select contains at first. */
function presetOf(select) {
  if (select.type !== STRING) return (select.default_values ?? []).map(({ id }) => String(id));
  return select.options.filter((option) => option.default).map(({ value }) => value);
}

/** The button that shows what is chosen and opens the list. */
export class Picker {
  /**
   * `onChoose(values)` is called at once where one value may be chosen; where there may be
   * several, when the list closes.
   */
  constructor(select, { label = null, describedBy = null, onChoose = null, busy = false } = {}) {
    this.select = select;
    this.most = select.max_values ?? 1;
    this.least = select.min_values ?? 1;
    this.multiple = this.most > 1;
    this.onChoose = onChoose;
    this.options = choicesOf(select);
    this.values = presetOf(select);
    this.name = label ?? select.placeholder ?? say("choose");
    this.face = h("span", { class: "picker-face" });
    this.typed = "";
    this.list = null;
    const attributes = {
      class: "picker",
      type: "button",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-describedby": describedBy,
      "aria-busy": busy || null,
      disabled: select.disabled || busy,
      onclick: () => (this.open ? closePopup() : this.show()),
      onkeydown: (event) => this.onKey(event),
    };
    this.element = h("button", attributes, this.face, icon("down"));
    this.paint();
  }

  get open() {
    return popupOpen(this.element);
  }

  paint() {
    const chosen = this.options.filter(({ value }) => this.values.includes(value));
    const words = chosen.map(({ mark, label }) => [mark, label].filter(Boolean).join(" "));
    const text = words.join(", ");
    this.face.replaceChildren(text || this.select.placeholder || say("choose"));
    this.face.classList.toggle("faint", !text);
    this.element.setAttribute("aria-label", text ? `${this.name}: ${text}` : this.name);
  }

  marked() {
    return this.options.map((option) => ({
      ...option,
      selected: this.values.includes(option.value),
    }));
  }

  show() {
    this.list = new Listbox({
      label: this.name,
      multiple: this.multiple,
      onPick: (option) => this.pick(option),
      onActive: (id) => pointAt(this.element, id),
    });
    this.list.fill(this.marked(), say("none"));
    const chosen = this.options.findIndex(({ value }) => this.values.includes(value));
    if (chosen > 0) this.list.activate(chosen);
    const before = String(this.values);
    const onClose = () => {
      const changed = this.multiple && before !== String(this.values);
      if (changed && this.values.length >= this.least) this.onChoose?.(this.values);
    };
    openList(this.list, this.element, { element: this.box(), onClose });
  }

  /** The list, with a button to end it where several values may be chosen. */
  box() {
    if (!this.multiple) return this.list.element;
    const finish = () => {
      closePopup();
      this.element.focus();
    };
    const attributes = { class: "button primary small list-done", type: "button", onclick: finish };
    const done = h("button", attributes, say("done"));
    return h("div", { class: "list-box popup" }, this.list.element, done);
  }

  pick({ value }) {
    const chosen = this.values.includes(value);
    if (this.multiple) {
      if (chosen) this.values = this.values.filter((other) => other !== value);
      else if (this.values.length < this.most) this.values = [...this.values, value];
      this.list.fill(this.marked());
      this.paint();
      return;
    }
    this.values = this.least === 0 && chosen ? [] : [value];
    this.paint();
    closePopup();
    this.element.focus();
    this.onChoose?.(this.values);
  }

  onKey(event) {
    if (!this.open) return;
    if (this.list.key(event)) event.preventDefault();
    else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (this.list.active) this.pick(this.list.active);
    } else if (event.key === "Tab" && !this.multiple) closePopup();
    else if (event.key.length === 1) this.jump(event.key);
  }

  /** Typing goes to the option that starts so. */
  jump(key) {
    this.typed += key.toLowerCase();
    const at = this.options.findIndex(({ label }) => label.toLowerCase().startsWith(this.typed));
    if (at >= 0) this.list.activate(at);
    else this.typed = "";
  }
}
