// The message box: plain messages, and the menu of commands that "/" opens.

import { CommandForm, commandEntries } from "./command_form.js";
import { h, icon } from "./dom.js";
import { fileField, listenForPhotos, sampleStrip } from "./files.js";
import { closePopup, listbox, openPopup, place, popupOpen } from "./popup.js";
import { act, changed, channel, state, usableCommands } from "./store.js";
import { say } from "./words.js";

const MOST_FILES = 10;
let home = null;
let form = null; // the open command, if there is one
let tray = null;

export function startComposer(element) {
  home = element;
  listenForPhotos((files) => (form ? form.addFiles(files) : tray.add(files)));
}

/** Draws the message box anew: another channel, person or language. */
export function drawComposer() {
  closePopup();
  form = null;
  home.replaceChildren(messageBox());
}

function leaveCommand() {
  drawComposer();
  home.querySelector("textarea").focus();
}

/** Puts the form of a command in the place of the message box. */
export function openCommand(entry) {
  closePopup();
  form = new CommandForm(entry, leaveCommand);
  home.replaceChildren(form.element);
  form.focus();
}

function messageBox() {
  const error = h("p", { class: "field-error", role: "alert" });
  const where = channel()?.kind === "DM" ? state.bot.name : `#${channel()?.name ?? ""}`;
  const list = listbox({ label: say("commands"), onPick: (option) => openCommand(option.entry) });
  const input = h("textarea", {
    class: "box-input",
    rows: 1,
    maxlength: 2000,
    "aria-label": say("write", { channel: where }),
    placeholder: say("write", { channel: where }),
    role: "combobox",
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    autocomplete: "off",
    oninput: () => {
      grow();
      error.textContent = "";
      suggest();
    },
    onkeydown: keys,
    onblur: () =>
      setTimeout(
        () =>
          document.activeElement !== input &&
          !list.element.contains(document.activeElement) &&
          popupOpen(input) &&
          closePopup(),
        150,
      ),
  });
  list.onActive = (id) =>
    id && popupOpen(input)
      ? input.setAttribute("aria-activedescendant", id)
      : input.removeAttribute("aria-activedescendant");
  tray = fileField({
    label: say("attach"),
    most: MOST_FILES,
    slim: true,
    onChange: () => {
      error.textContent = "";
    },
  });
  const add = h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": say("attach"),
      "aria-haspopup": "menu",
      onclick: () => photoMenu(add),
    },
    icon("plus"),
  );
  const commands = h(
    "button",
    {
      class: "button secondary commands",
      type: "button",
      onclick: () => {
        input.value = "/";
        input.focus();
        suggest();
      },
    },
    icon("slash"),
    h("span", {}, say("commands")),
  );
  const send = h(
    "button",
    { class: "icon-button accent", type: "submit", "aria-label": say("send") },
    icon("send"),
  );
  const box = h(
    "form",
    {
      class: "box",
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        write();
      },
    },
    add,
    input,
    commands,
    send,
  );

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
  }

  function suggest() {
    const typed = /^\/(\S*(?: \S*)?)$/.exec(input.value);
    if (!typed) {
      if (popupOpen(input)) closePopup();
      return;
    }
    const usable = usableCommands(1);
    const found = matching(commandEntries(usable), typed[1].toLowerCase());
    if (!popupOpen(input)) {
      openPopup(list.element, input, () => {
        input.setAttribute("aria-expanded", "false");
        input.removeAttribute("aria-activedescendant");
      });
      input.setAttribute("aria-expanded", "true");
    }
    list.element.classList.add("slash-list");
    list.fill(
      found.map((entry) => ({
        value: entry.name,
        entry,
        mark: "/",
        label: entry.label,
        description: entry.description,
      })),
      say(usable.length ? "noCommands" : "noBotCommands"),
    );
    place(list.element, box);
  }

  function keys(event) {
    if (popupOpen(input)) {
      if (list.key(event)) event.preventDefault();
      else if ((event.key === "Enter" || event.key === "Tab") && list.active()) {
        event.preventDefault();
        openCommand(list.active().entry);
      }
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      write();
    }
  }

  async function write() {
    const content = input.value.trim();
    if (!content && !tray.ids().length) return;
    if (tray.busy()) {
      error.textContent = say("uploading");
      return;
    }
    try {
      await act({ do: "write", content, files: tray.ids() });
      changed("mine");
      input.value = "";
      tray.clear();
      grow();
    } catch (problem) {
      error.textContent = problem.message === "offline" ? say("lost") : problem.message;
    }
    input.focus();
  }

  return h("div", { class: "box-outer" }, tray.element, box, error);
}

/** Commands whose name starts with what was typed come first, then those that contain it. */
function matching(entries, typed) {
  const starts = entries.filter(
    (entry) => entry.label.toLowerCase().startsWith(typed) || entry.name.startsWith(typed),
  );
  const contains = entries.filter(
    (entry) =>
      !starts.includes(entry) &&
      `${entry.label} ${entry.description}`.toLowerCase().includes(typed),
  );
  return [...starts, ...contains];
}

/** Choose a file, or take a sample. */
function photoMenu(anchor) {
  if (popupOpen(anchor)) {
    closePopup();
    return;
  }
  const pick = (name) => {
    closePopup();
    tray.add([name]);
    home.querySelector("textarea").focus();
  };
  const own = h(
    "button",
    {
      class: "menu-item",
      type: "button",
      onclick: () => {
        closePopup();
        tray.open();
      },
    },
    icon("image"),
    h("span", {}, say("choosePhoto")),
  );
  const box = h(
    "div",
    { class: "menu popup photo-menu", role: "dialog", "aria-label": say("attach") },
    own,
    sampleStrip(pick),
  );
  openPopup(box, anchor);
  own.focus();
}
