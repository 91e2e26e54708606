// A chosen slash command: its options as fields, sent when they are filled in.

import { h, icon } from "./dom.js";
import { runCommand } from "./menu.js";
import { localChoice, optionField, takesFile } from "./option_fields.js";
import { act, local } from "./store.js";
import { say } from "./words.js";

const LAST_NESTED_TYPE = 2; // sub-commands are 1, groups of them 2
let forms = 0;

/** Slash commands as entries to choose from; sub-commands are entries of their own. */
export function commandEntries(commands) {
  return commands.flatMap((command) => unfold(command, [command.name], [local(command, "name")]));
}

function unfold(node, path, shown) {
  const options = node.options ?? [];
  const nested = options.filter((option) => option.type <= LAST_NESTED_TYPE);
  if (!nested.length) {
    const description = local(node, "description");
    return [{ name: path.join(" "), label: shown.join(" "), description, options }];
  }
  return nested.flatMap((sub) => unfold(sub, [...path, sub.name], [...shown, local(sub, "name")]));
}

/** The form of one command, in the place of the message box. */
export class CommandForm {
  /** `leave()` goes back to the message box. */
  constructor(entry, leave) {
    forms += 1;
    this.entry = entry;
    this.leave = leave;
    this.prefix = `command-${forms}`;
    this.helpId = `${this.prefix}-help`;
    this.fields = new Map(); // by name of the option
    this.help = h("p", { class: "option-help", id: this.helpId });
    this.error = h("p", { class: "field-error", role: "alert" });
    this.rows = h("div", { class: "option-rows" });
    this.more = h("div", { class: "option-more", role: "group", "aria-label": say("optional") });
    this.submit = h(
      "button",
      { class: "button primary send", type: "submit" },
      say("send"),
      icon("send"),
    );
    this.element = this.draw();
    for (const option of entry.options.filter(({ required }) => required)) this.addField(option);
    this.drawMore();
  }

  draw() {
    const side = h("div", { class: "command-side" }, this.help, this.more, this.error);
    return h(
      "form",
      {
        class: "command-form",
        novalidate: true,
        "aria-label": `/${this.entry.label}`,
        onsubmit: (event) => this.send(event),
        onkeydown: (event) => this.onKey(event),
      },
      this.drawHead(),
      this.rows,
      h("div", { class: "command-foot" }, side, this.submit),
    );
  }

  drawHead() {
    const { label, description } = this.entry;
    const slash = h("span", { class: "slash", "aria-hidden": "true" }, "/");
    const close = {
      class: "icon-button small",
      type: "button",
      "aria-label": say("cancelCommand"),
      onclick: this.leave,
    };
    return h(
      "div",
      { class: "command-head" },
      h("span", { class: "command-title" }, slash, label),
      h("span", { class: "command-about" }, description),
      h("button", close, icon("close")),
    );
  }

  /** Buttons for the optional options that are not shown yet. */
  drawMore() {
    const left = this.entry.options.filter(({ name }) => !this.fields.has(name));
    this.more.hidden = left.length === 0;
    this.more.replaceChildren(...left.map((option) => this.chip(option)));
  }

  chip(option) {
    const add = () => {
      const field = this.addField(option);
      this.drawMore();
      field.target.focus();
    };
    const title = local(option, "description");
    const attributes = { class: "chip", type: "button", title, onclick: add };
    return h("button", attributes, icon("plus"), local(option, "name"));
  }

  addField(option) {
    const field = optionField(option, {
      prefix: this.prefix,
      helpId: this.helpId,
      changed: () => this.complain(""),
      complete: (asked, typed) => this.complete(asked, typed),
      describe: (text) => {
        if (this.help.textContent !== text) this.help.textContent = text;
      },
    });
    this.fields.set(option.name, field);
    this.rows.append(field.row);
    return field;
  }

  focus() {
    const [first] = this.fields.values();
    (first?.target ?? this.submit).focus();
  }

  /** Puts dropped or pasted files into the photo options that are empty, adding optional ones. */
  async addFiles(dropped) {
    const queue = [...dropped];
    for (const option of this.entry.options.filter(takesFile)) {
      if (!queue.length) break;
      const field = this.fields.get(option.name) ?? this.addField(option);
      if (field.files.room()) await field.files.add([queue.shift()]);
    }
    this.drawMore();
  }

  values() {
    const filled = [...this.fields].map(([name, field]) => [name, field.value()]);
    return Object.fromEntries(filled.filter(([, value]) => value !== undefined && value !== ""));
  }

  /** Asks the bot for choices; the promise fails if it does not answer in time. */
  complete(option, typed) {
    const { name } = this.entry;
    const options = { ...this.values(), [option.name]: typed };
    return new Promise((resolve, reject) => {
      act({ do: "autocomplete", name, focused: option.name, options }, (interaction) => {
        if (interaction.state === "answered") resolve(interaction.choices.map(localChoice));
        if (interaction.state === "failed") reject(new Error("late"));
      }).catch(reject);
    });
  }

  complain(text) {
    this.error.textContent = text;
  }

  onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.leave();
  }

  async send(event) {
    event.preventDefault();
    const fields = [...this.fields.values()];
    const missing = fields.find(({ option, value }) => option.required && !value());
    if (fields.some(({ files }) => files?.busy())) {
      this.complain(say("uploading"));
      return;
    }
    if (missing) {
      this.complain(`${local(missing.option, "name")}: ${say("required")}`);
      missing.target.focus();
      return;
    }
    this.submit.disabled = true;
    const { name, label } = this.entry;
    try {
      await runCommand({ do: "slash", name, options: this.values() }, label);
      this.leave();
    } catch (problem) {
      this.submit.disabled = false;
      this.complain(problem.message === "offline" ? say("lost") : problem.message);
    }
  }
}
