// The menu of a message: what the bot's apps can do with it.

import { announce, h, icon } from "./dom.js";
import { openModal } from "./modal.js";
import { closePopup, openPopup } from "./popup.js";
import { act, changed, local, state, usableCommands } from "./store.js";
import { say } from "./words.js";

/** Opens the menu of `message` at `anchor`: an element, or the place of a right click. */
export function openMessageMenu(message, anchor, back) {
  const apps = usableCommands(3);
  const item = (mark, text, run) =>
    h(
      "button",
      {
        class: "menu-item",
        type: "button",
        role: "menuitem",
        tabindex: -1,
        onclick: () => {
          closePopup();
          back?.focus();
          run();
        },
      },
      icon(mark),
      h("span", {}, text),
    );
  const menu = h(
    "div",
    { class: "menu popup", role: "menu", "aria-label": say("more"), onkeydown: move },
    h("div", { class: "menu-title", role: "presentation" }, say("apps")),
    apps.map((command) => item("app", local(command, "name"), () => use(command, message))),
    apps.length ? null : h("p", { class: "list-empty" }, say("noApps")),
    h("div", { class: "menu-line", role: "separator" }),
    item("copy", say("copyText"), () => copy(message)),
  );
  openPopup(menu, anchor);
  menu.querySelector("[role=menuitem]").focus();
}

function move(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length)?.focus();
  } else if (event.key === "Tab") {
    event.preventDefault();
    closePopup();
  }
}

/** Runs a message command; its answer comes as a message or as a form. */
function use(command, message) {
  const body = { do: "apps", channel: message.channel_id, message: message.id, name: command.name };
  runCommand(body, command.name).catch((problem) => announce(problem.message));
}

/** Sends a slash or message command, and shows in the channel how it goes. */
export function runCommand(body, name) {
  const notice = {
    id: `notice-${Date.now()}-${Math.random()}`,
    channel: body.channel ?? state.channel,
    user: state.user,
    command: body.do === "apps" ? name : `/${name}`,
    at: new Date().toISOString(),
    state: "pending",
  };
  const drop = () => {
    state.notices = state.notices.filter((other) => other !== notice);
  };
  state.notices.push(notice);
  changed("mine");
  return act(body, (interaction) => {
    if (interaction.state === "answered") drop();
    if (interaction.state === "failed") {
      notice.state = "failed";
      announce(say("noAnswer"));
    }
    changed("messages");
    if (interaction.modal) openModal(interaction);
  }).catch((problem) => {
    drop();
    changed("messages");
    throw problem;
  });
}

async function copy(message) {
  const texts = [
    message.content,
    ...document.querySelectorAll(`[data-id="${message.id}"] .text`),
  ].map((part) => part.textContent ?? part);
  await navigator.clipboard?.writeText(texts.filter(Boolean).join("\n")).catch(() => {});
}
