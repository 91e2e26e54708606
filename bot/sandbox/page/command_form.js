// A chosen slash command: its options as fields, sent when they are filled in.

import { combobox } from "./combobox.js";
import { h, icon } from "./dom.js";
import { fileField } from "./files.js";
import { runCommand } from "./menu.js";
import { act, local } from "./store.js";
import { choicesOf } from "./picker.js";
import { say } from "./words.js";

const TYPE = { BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, MENTIONABLE: 9, INTEGER: 4, NUMBER: 10, FILE: 11 };
const AS_SELECT = { [TYPE.USER]: 5, [TYPE.CHANNEL]: 8, [TYPE.ROLE]: 6, [TYPE.MENTIONABLE]: 7 };
let forms = 0;

/** Slash commands as entries to choose from; sub-commands are entries of their own. */
export function commandEntries(commands) {
  return commands.flatMap((command) => unfold(command, [command.name], [local(command, "name")]));
}

function unfold(node, path, shown) {
  const nested = (node.options ?? []).filter((option) => option.type <= 2);
  if (nested.length) return nested.flatMap((sub) => unfold(sub, [...path, sub.name], [...shown, local(sub, "name")]));
  return [{ name: path.join(" "), label: shown.join(" "), description: local(node, "description"), options: node.options ?? [] }];
}

/**
 * The form of one command. `leave()` goes back to the message box. Gives {element, focus(),
 * addFiles(files)}.
 */
export function commandForm(entry, leave) {
  forms += 1;
  const prefix = `command-${forms}`;
  const fields = new Map(); // option name -> {element, value, ...}
  const help = h("p", { class: "option-help", id: `${prefix}-help` });
  const error = h("p", { class: "field-error", role: "alert" });
  const required = entry.options.filter((option) => option.required);
  const optional = entry.options.filter((option) => !option.required);
  const rows = h("div", { class: "option-rows" });
  const more = h("div", { class: "option-more", role: "group", "aria-label": say("optional") });
  const submit = h("button", { class: "button primary send", type: "submit" }, say("send"), icon("send"));
  const form = h("form", { class: "command-form", novalidate: true, "aria-label": `/${entry.label}`, onsubmit: send, onkeydown: keys },
    h("div", { class: "command-head" },
      h("span", { class: "command-title" }, h("span", { class: "slash", "aria-hidden": "true" }, "/"), entry.label),
      h("span", { class: "command-about" }, entry.description),
      h("button", { class: "icon-button small", type: "button", "aria-label": say("cancelCommand"), onclick: leave }, icon("close"))),
    rows,
    h("div", { class: "command-foot" }, h("div", { class: "command-side" }, help, more, error), submit));
  required.forEach((option) => addField(option));
  paintMore();

  function addField(option) {
    const field = makeField(option);
    fields.set(option.name, field);
    rows.append(field.row);
    return field;
  }

  function makeField(option) {
    const id = `${prefix}-${option.name}`;
    const name = local(option, "name");
    const control = option.type === TYPE.FILE ? files(name) : text(option, id, name);
    const label = option.type === TYPE.FILE ? "span" : "label";
    const row = h("div", { class: option.type === TYPE.FILE ? "option-row wide" : "option-row" },
      h(label, { class: "option-name", for: label === "label" ? id : null }, name,
        option.required ? h("span", { class: "needed", title: say("required") }, "*", h("span", { class: "unseen" }, ` (${say("required")})`)) : null),
      control.element);
    const about = `${name}: ${local(option, "description")}`;
    row.addEventListener("focusin", () => { if (help.textContent !== about) help.textContent = about; });
    return { ...control, row, option };
  }

  function files(name) {
    const field = fileField({ label: name, describedBy: `${prefix}-help`, onChange: () => { error.textContent = ""; } });
    return { element: field.element, target: field.focusable, files: field, value: () => field.ids()[0] };
  }

  function text(option, id, name) {
    const source = suggestions(option);
    const inputmode = { [TYPE.INTEGER]: "numeric", [TYPE.NUMBER]: "decimal" }[option.type];
    const onInput = () => { error.textContent = ""; };
    if (source) {
      const box = combobox({ id, label: name, inputmode, find: source, onInput });
      box.element.setAttribute("aria-describedby", `${prefix}-help`);
      return { element: box.element, target: box.element, value: box.value };
    }
    const input = h("input", { class: "field-input", id, type: "text", inputmode, autocomplete: "off", maxlength: option.max_length ?? 6000, "aria-describedby": `${prefix}-help`, oninput: onInput });
    return { element: input, target: input, value: () => input.value };
  }

  /** Where suggestions for an option come from; null for a plain text. */
  function suggestions(option) {
    if (option.autocomplete) return (typed) => complete(option, typed);
    const fixed = fixedChoices(option);
    if (!fixed) return null;
    return (typed) => fixed.filter((choice) => choice.name.toLowerCase().includes(typed.toLowerCase()));
  }

  function fixedChoices(option) {
    if (option.choices?.length) return option.choices.map((choice) => ({ name: local(choice, "name"), value: choice.value }));
    if (option.type === TYPE.BOOLEAN) return [{ name: say("yes"), value: true }, { name: say("no"), value: false }];
    if (!(option.type in AS_SELECT)) return null;
    return choicesOf({ type: AS_SELECT[option.type], channel_types: option.channel_types }).map((entry) => ({ name: entry.label, value: entry.value, mark: entry.mark }));
  }

  /** Asks the bot; resolves to its choices. */
  function complete(option, typed) {
    const request = { do: "autocomplete", name: entry.name, focused: option.name, options: { ...values(), [option.name]: typed } };
    return new Promise((resolve, reject) => {
      act(request, (interaction) => {
        if (interaction.state === "answered") resolve((interaction.choices ?? []).map((choice) => ({ ...choice, name: local(choice, "name") })));
        if (interaction.state === "failed") reject(new Error("late"));
      }).catch(reject);
    });
  }

  const values = () =>
    Object.fromEntries([...fields].map(([name, field]) => [name, field.value()]).filter(([, value]) => value !== undefined && value !== ""));

  function paintMore() {
    const left = optional.filter((option) => !fields.has(option.name));
    more.hidden = left.length === 0;
    more.replaceChildren(...left.map((option) =>
      h("button", { class: "chip", type: "button", title: local(option, "description"), onclick: () => { const field = addField(option); paintMore(); field.target.focus(); } },
        icon("plus"), local(option, "name"))));
  }

  function keys(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      leave();
    }
  }

  async function send(event) {
    event.preventDefault();
    const all = [...fields.values()];
    const missing = all.find((field) => field.option.required && !field.value());
    if (all.some((field) => field.files?.busy())) {
      error.textContent = say("uploading");
      return;
    }
    if (missing) {
      error.textContent = `${local(missing.option, "name")}: ${say("required")}`;
      missing.target.focus();
      return;
    }
    submit.disabled = true;
    try {
      await runCommand({ do: "slash", name: entry.name, options: values() }, entry.label);
      leave();
    } catch (problem) {
      submit.disabled = false;
      error.textContent = problem.message === "offline" ? say("lost") : problem.message;
    }
  }

  return {
    element: form,
    focus: () => ([...fields.values()][0]?.target ?? submit).focus(),
    /** Puts dropped or pasted files into the photo options that are empty, adding optional ones. */
    async addFiles(dropped) {
      const queue = [...dropped];
      for (const option of entry.options.filter((candidate) => candidate.type === TYPE.FILE)) {
        const field = fields.get(option.name) ?? (queue.length ? addField(option) : null);
        if (field?.files.room() && queue.length) await field.files.add([queue.shift()]);
      }
      paintMore();
    },
  };
}
