// The side: channels, and who, in which language and colours.

import { h, icon } from "./dom.js";
import { avatar } from "./messages.js";
import { act, changed, me, remember, recall, state } from "./store.js";
import { LANGUAGES, say } from "./words.js";

const THEMES = {
  auto: ["themeAuto", "auto"],
  light: ["themeLight", "sun"],
  dark: ["themeDark", "moon"],
};
const KIND_ICONS = { TEXT: "hash", PUBLIC_THREAD: "thread", DM: "at" };

/** The remembered colours, before anything is drawn. */
export function startTheme() {
  document.documentElement.dataset.theme = recall("theme") ?? "auto";
}

export function drawSidebar(element) {
  const direct = state.channels.filter((entry) => entry.person === state.user);
  element.replaceChildren(
    h(
      "div",
      { class: "server" },
      h("span", { class: "server-mark", "aria-hidden": "true" }, initials(state.guild.name)),
      h("span", { class: "server-name" }, state.guild.name),
    ),
    h(
      "nav",
      { class: "channels", "aria-label": say("channels") },
      h("h2", { class: "side-title" }, say("channels")),
      h("ul", {}, state.channels.filter((entry) => entry.kind !== "DM").map(channelButton)),
      h("h2", { class: "side-title" }, say("direct")),
      h("ul", {}, direct.map(channelButton)),
    ),
    h("div", { class: "side-foot" }, who(), choices()),
  );
}

const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0])
    .join("")
    .slice(0, 2);

function channelButton(entry) {
  const current = entry.id === state.channel;
  const open = () => {
    state.channel = entry.id;
    changed("channel");
  };
  return h(
    "li",
    { class: entry.parent ? "nested" : null },
    h(
      "button",
      { class: "channel", type: "button", "aria-current": current ? "page" : null, onclick: open },
      icon(KIND_ICONS[entry.kind]),
      h("span", {}, entry.name),
    ),
  );
}

/** Which of the two people this browser is. */
function who() {
  const choose = (person) => {
    state.user = person.id;
    remember("user", person.username);
    const here = state.channels.find((entry) => entry.id === state.channel);
    if (here?.person && here.person !== person.id)
      state.channel = state.channels.find((entry) => entry.person === person.id).id;
    changed("person");
  };
  const option = (person) =>
    h(
      "label",
      { class: "person" },
      h("input", {
        type: "radio",
        name: "person",
        value: person.username,
        prop: { checked: person.id === state.user },
        onchange: () => choose(person),
      }),
      avatar(person, true),
      h("span", {}, person.name),
    );
  const manager = h(
    "label",
    { class: "check" },
    h("input", {
      type: "checkbox",
      id: "manager",
      prop: { checked: Boolean(me()?.manager) },
      onchange: ({ target }) => act({ do: "manage", manager: target.checked }).catch(() => {}),
    }),
    h("span", {}, say("manager")),
  );
  return h(
    "fieldset",
    { class: "who" },
    h("legend", { class: "side-title" }, say("youAre")),
    h("div", { class: "people" }, state.people.map(option)),
    manager,
  );
}

function choices() {
  const language = h(
    "select",
    {
      class: "field-input",
      id: "language",
      onchange: ({ target }) => {
        state.locale = target.value;
        remember("locale", target.value);
        changed("language");
      },
    },
    Object.entries(LANGUAGES).map(([value, name]) =>
      h("option", { value, lang: value, prop: { selected: value === state.locale } }, name),
    ),
  );
  const theme = document.documentElement.dataset.theme;
  const themes = h(
    "div",
    { class: "themes", role: "group", "aria-label": say("theme") },
    Object.entries(THEMES).map(([value, [word, mark]]) =>
      h(
        "button",
        {
          class: "icon-button",
          type: "button",
          title: say(word),
          "aria-label": say(word),
          "aria-pressed": String(value === theme),
          "data-theme-choice": value,
          onclick: () => {
            document.documentElement.dataset.theme = value;
            remember("theme", value);
            changed("theme");
          },
        },
        icon(mark),
      ),
    ),
  );
  return h(
    "div",
    { class: "side-row" },
    h("label", { class: "unseen", for: "language" }, say("language")),
    language,
    themes,
  );
}
