// The message box: plain messages, and the menu of commands that "/" opens.

import { CommandForm, commandEntries } from "./command_form.js";
import { h, icon } from "./dom.js";
import { FileField, listenForPhotos, sampleStrip } from "./files.js";
import { giveToModal } from "./modal.js";
import { closePopup, Listbox, openList, openPopup, place, pointAt, popupOpen } from "./popup.js";
import { act, changed, channel, state, usableCommands } from "./store.js";
import { say } from "./words.js";

const MOST_FILES = 10;
const MOST_CHARACTERS = 2000;
const HIGHEST_PX = 160;
const LEAVE_MS = 150; // a press on the list takes the focus for a moment
const COMMAND = /^\/(\S*(?: \S*)?)$/;

let home = null;
let current = null; // the MessageBox or CommandForm that is shown

export function startComposer(element) {
  home = element;
  listenForPhotos((files) => giveToModal(files) || current?.addFiles(files));
}

function show(what) {
  closePopup();
  current = what;
  home.replaceChildren(what.element);
}

/** Draws the message box anew: another channel, person or language. */
export function drawComposer() {
  show(new MessageBox());
}

/** Puts the form of a command in the place of the message box. */
export function openCommand(entry) {
  show(new CommandForm(entry, leaveCommand));
  current.focus();
}

function leaveCommand() {
  drawComposer();
  current.focus();
}

class MessageBox {
  constructor() {
    this.error = h("p", { class: "field-error", role: "alert" });
    this.tray = new FileField({
      label: say("attach"),
      most: MOST_FILES,
      slim: true,
      onChange: () => this.complain(""),
    });
    this.list = new Listbox({
      label: say("commands"),
      onPick: ({ entry }) => openCommand(entry),
      onActive: (id) => pointAt(this.input, id),
    });
    this.list.element.classList.add("slash-list");
    this.input = this.drawInput();
    this.box = this.drawBox();
    this.element = h("div", { class: "box-outer" }, this.tray.element, this.box, this.error);
  }

  drawInput() {
    const here = channel();
    const name = here.kind === "DM" ? state.bot.name : `#${here.name}`;
    return h("textarea", {
      class: "box-input",
      rows: 1,
      maxlength: MOST_CHARACTERS,
      placeholder: say("write", { channel: name }),
      role: "combobox",
      autocomplete: "off",
      "aria-label": say("write", { channel: name }),
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      oninput: () => this.typed(),
      onkeydown: (event) => this.onKey(event),
      onblur: () => setTimeout(() => this.left(), LEAVE_MS),
    });
  }

  drawBox() {
    const round = { class: "icon-button", type: "button" };
    const add = { ...round, "aria-label": say("attach"), "aria-haspopup": "dialog" };
    const photos = h("button", { ...add, onclick: () => this.choosePhoto(photos) }, icon("plus"));
    const start = { class: "button secondary commands", type: "button" };
    const commands = h(
      "button",
      { ...start, onclick: () => this.startCommand() },
      icon("slash"),
      h("span", {}, say("commands")),
    );
    const send = { class: "icon-button accent", type: "submit", "aria-label": say("send") };
    const onsubmit = (event) => {
      event.preventDefault();
      this.write();
    };
    return h(
      "form",
      { class: "box", novalidate: true, onsubmit },
      photos,
      this.input,
      commands,
      h("button", send, icon("send")),
    );
  }

  focus() {
    this.input.focus();
  }

  addFiles(files) {
    this.tray.add(files);
  }

  complain(text) {
    this.error.textContent = text;
  }

  get open() {
    return popupOpen(this.input);
  }

  typed() {
    this.grow();
    this.complain("");
    this.suggest();
  }

  left() {
    if (document.activeElement !== this.input && this.open) closePopup();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, HIGHEST_PX)}px`;
  }

  startCommand() {
    this.input.value = "/";
    this.input.focus();
    this.suggest();
  }

  /** Shows the commands that fit what was typed after "/". */
  suggest() {
    const typed = COMMAND.exec(this.input.value);
    if (!typed) {
      if (this.open) closePopup();
      return;
    }
    const all = commandEntries(usableCommands(1));
    if (!this.open) openList(this.list, this.input);
    this.list.fill(
      matching(all, typed[1].toLowerCase()).map((entry) => ({ entry, mark: "/", ...entry })),
      say(all.length ? "noCommands" : "noBotCommands"),
    );
    place(this.list.element, this.box);
  }

  onKey(event) {
    const { key, shiftKey, isComposing } = event;
    if (this.open) {
      const { active } = this.list;
      const takes = (key === "Enter" || key === "Tab") && active;
      if (this.list.key(event) || takes) event.preventDefault();
      if (takes) openCommand(active.entry);
    } else if (key === "Enter" && !shiftKey && !isComposing) {
      event.preventDefault();
      this.write();
    }
  }

  async write() {
    const content = this.input.value.trim();
    const files = this.tray.ids();
    if (this.tray.busy()) {
      this.complain(say("uploading"));
      return;
    }
    if (!content && !files.length) return;
    try {
      await act({ do: "write", content, files });
      changed("mine");
      this.input.value = "";
      this.tray.clear();
      this.grow();
    } catch (problem) {
      this.complain(problem.message === "offline" ? say("lost") : problem.message);
    }
    this.input.focus();
  }

  /** Choose a file, or take a sample. */
  choosePhoto(anchor) {
    if (popupOpen(anchor)) {
      closePopup();
      return;
    }
    const then = (run) => () => {
      closePopup();
      run();
    };
    const own = h(
      "button",
      { class: "menu-item", type: "button", onclick: then(() => this.tray.openDialog()) },
      icon("image"),
      h("span", {}, say("choosePhoto")),
    );
    const samples = sampleStrip((name) => {
      closePopup();
      this.tray.add([name]);
      this.focus();
    });
    const attributes = {
      class: "menu popup photo-menu",
      role: "dialog",
      "aria-label": say("attach"),
    };
    openPopup(h("div", attributes, own, samples), anchor);
    own.focus();
  }
}

/** Commands whose name starts with what was typed come first, then those that contain it. */
function matching(entries, typed) {
  const name = (entry) => entry.label.toLowerCase();
  const starts = (entry) => name(entry).startsWith(typed) || entry.name.startsWith(typed);
  const contains = (entry) => `${name(entry)} ${entry.description}`.toLowerCase().includes(typed);
  const first = entries.filter(starts);
  return [...first, ...entries.filter((entry) => !first.includes(entry) && contains(entry))];
}
