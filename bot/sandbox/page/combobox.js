// A field with suggestions: choices of a command, and autocomplete that the bot answers.

import { h } from "./dom.js";
import { closePopup, listbox, openPopup, place, popupOpen } from "./popup.js";
import { say } from "./words.js";

const PAUSE_MS = 160;

/**
 * A text field with a list below it. `find(typed)` gives (a promise of) {name, value, description}
 * choices; what was typed counts where no choice was taken. Gives {element, value()}.
 */
export function combobox({ id, label, find, placeholder = "", inputmode = null, onInput = null }) {
  let chosen = null;
  let asked = 0;
  let timer = null;
  const list = listbox({ label, onPick: pick });
  const element = h("input", {
    class: "field-input",
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    placeholder,
    inputmode,
    oninput() {
      chosen = null;
      onInput?.();
      ask(PAUSE_MS);
    },
    onfocus: () => ask(0),
    onclick: () => popupOpen(element) || ask(0),
    onblur: () =>
      setTimeout(
        () => document.activeElement !== element && popupOpen(element) && closePopup(),
        120,
      ),
    onkeydown,
  });
  list.onActive = (active) => {
    if (active && popupOpen(element)) element.setAttribute("aria-activedescendant", active);
    else element.removeAttribute("aria-activedescendant");
  };

  function ask(pause) {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked;
      if (!popupOpen(element)) {
        list.fill([], say("loading"));
        show();
      }
      let entries = [];
      let message = say("noChoices");
      try {
        entries = await find(chosen ? "" : element.value);
      } catch {
        message = say("choicesFailed");
      }
      if (mine !== asked || document.activeElement !== element) return;
      list.fill(
        entries.map((entry) => ({
          ...entry,
          label: entry.name,
          selected: entry.value === chosen?.value,
        })),
        message,
      );
      if (popupOpen(element)) place(list.element, element);
    }, pause);
  }

  function show() {
    openPopup(list.element, element, () => {
      element.setAttribute("aria-expanded", "false");
      element.removeAttribute("aria-activedescendant");
    });
    element.setAttribute("aria-expanded", "true");
  }

  function pick(option) {
    chosen = option;
    element.value = option.label;
    element.focus({ preventScroll: true }); // which asks again, in vain:
    clearTimeout(timer);
    asked += 1;
    closePopup();
    onInput?.();
  }

  function onkeydown(event) {
    if (!popupOpen(element)) {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        ask(0);
      }
      return;
    }
    if (list.key(event)) event.preventDefault();
    else if (
      (event.key === "Enter" || event.key === "Tab") &&
      list.active() &&
      (event.key === "Enter" || element.value)
    ) {
      if (event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
      }
      pick(list.active());
    } else if (event.key === "Tab") closePopup();
  }

  return { element, value: () => chosen?.value ?? element.value };
}
