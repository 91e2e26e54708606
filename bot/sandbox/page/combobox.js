// A field with suggestions: choices of a command, and autocomplete that the bot answers.

import { h } from "./dom.js";
import { closePopup, Listbox, openList, place, pointAt, popupOpen } from "./popup.js";
import { say } from "./words.js";

const PAUSE_MS = 160; // after the last key, before the bot is asked
const LEAVE_MS = 120; // a press on the list takes the focus for a moment

/** A text field with a list below it; what was typed counts where no choice was taken. */
export class Combobox {
  /** `find(typed)` gives (a promise of) choices: {name, value, mark}. */
  constructor({ id, label, find, inputmode = null, describedBy = null, onInput }) {
    this.find = find;
    this.onInput = onInput;
    this.chosen = null;
    this.asked = 0; // only the newest question's answer is shown
    this.timer = null;
    this.list = new Listbox({
      label,
      onPick: (option) => this.pick(option),
      onActive: (active) => pointAt(this.element, active),
    });
    this.element = h("input", {
      class: "field-input",
      id,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      inputmode,
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-describedby": describedBy,
      oninput: () => this.typed(),
      onfocus: () => this.askIn(0),
      onclick: () => this.open || this.askIn(0),
      onblur: () => setTimeout(() => this.left(), LEAVE_MS),
      onkeydown: (event) => this.onKey(event),
    });
  }

  get open() {
    return popupOpen(this.element);
  }

  get focused() {
    return document.activeElement === this.element;
  }

  value() {
    return this.chosen?.value ?? this.element.value;
  }

  typed() {
    this.chosen = null;
    this.onInput();
    this.askIn(PAUSE_MS);
  }

  left() {
    if (!this.focused && this.open) closePopup();
  }

  askIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask() {
    this.asked += 1;
    const mine = this.asked;
    if (!this.open) {
      this.list.fill([], say("loading"));
      openList(this.list, this.element);
    }
    let choices = [];
    let message = say("noChoices");
    try {
      choices = await this.find(this.chosen ? "" : this.element.value);
    } catch {
      message = say("choicesFailed");
    }
    if (mine !== this.asked || !this.focused) return;
    const selected = ({ value }) => value === this.chosen?.value;
    this.list.fill(
      choices.map((choice) => ({ ...choice, label: choice.name, selected: selected(choice) })),
      message,
    );
    if (this.open) place(this.list.element, this.element);
  }

  pick(option) {
    this.chosen = option;
    this.element.value = option.label;
    this.element.focus({ preventScroll: true }); // which asks again, in vain:
    clearTimeout(this.timer);
    this.asked += 1;
    closePopup();
    this.onInput();
  }

  onKey(event) {
    if (!this.open) {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      this.askIn(0);
      return;
    }
    const { active } = this.list;
    if (this.list.key(event)) {
      event.preventDefault();
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      this.pick(active);
    } else if (event.key === "Tab") {
      if (active && this.element.value) this.pick(active);
      else closePopup();
    }
  }
}
