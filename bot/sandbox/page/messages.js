// Drawing one message: who, what, and what only its reader sees.

import { dots, renderAll } from "./components.js";
import { h, icon } from "./dom.js";
import { attachments, embed } from "./embeds.js";
import { markdown } from "./markdown.js";
import { openMessageMenu } from "./menu.js";
import { changed, person, state } from "./store.js";
import { messageTime, timeText } from "./times.js";
import { say } from "./words.js";

const V2 = 1 << 15;
export const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
export const REPLY = 19;
const SLASH_COMMAND = 20;
const MENU_COMMAND = 23;
const HUES = ["#b5533c", "#7d57b8", "#2f7d5e", "#a06a1c"];
const BOT_HUE = "#24768a";

/** A coloured circle with an initial. */
export function avatar(someone, small = false) {
  const name = someone?.name ?? "?";
  const hue =
    someone?.id === state.bot.id ? BOT_HUE : HUES[state.people.indexOf(someone) % HUES.length];
  return h(
    "span",
    { class: small ? "avatar small" : "avatar", vars: { "--hue": hue }, "aria-hidden": "true" },
    name.slice(0, 1).toUpperCase(),
  );
}

/** A command of this person that has no answer (yet). */
export function drawNotice(notice) {
  const failed = notice.state === "failed";
  const dismiss = () => {
    state.notices = state.notices.filter((other) => other.id !== notice.id);
  };
  const attributes = {
    class: "message ephemeral",
    "data-id": notice.id,
    tabindex: -1,
    "aria-label": notice.command,
  };
  const main = h(
    "div",
    { class: "message-main" },
    nameLine(state.bot, notice.at),
    failed ? failure("noAnswer") : waiting("sending"),
    failed ? onlyYou(dismiss) : null,
  );
  const row = h("div", { class: "message-row" }, avatar(state.bot), main);
  return h("article", attributes, usedLine(notice.user, notice.command), row);
}

const failure = (word) => h("p", { class: "failure", role: "alert" }, icon("warn"), say(word));
const waiting = (word) => h("p", { class: "thinking" }, dots(), say(word));

/** One message; `grouped` ones go without a name, under the one before. */
export function drawMessage(message, grouped) {
  const author = message.author.bot ? state.bot : person(message.author.id);
  const classes = [
    "message",
    grouped && "grouped",
    message.flags & EPHEMERAL && "ephemeral",
    message.notified.includes(state.user) && "pinged",
  ];
  const attributes = {
    class: classes.filter(Boolean).join(" "),
    "data-id": message.id,
    tabindex: -1,
    "aria-label": `${author?.name ?? ""}, ${timeText(message.timestamp)}`,
  };
  const main = h(
    "div",
    { class: "message-main" },
    grouped ? null : nameLine(author, message.timestamp),
    content(message),
    footer(message),
  );
  const side = grouped ? h("span", { class: "gutter" }) : avatar(author);
  const row = h("div", { class: "message-row" }, side, main);
  return h("article", attributes, header(message), row, tools(message));
}

function header(message) {
  if (message.type === REPLY) return replyLine(message);
  const maker = message.interaction_metadata?.user;
  if (!maker || !message.command) return null;
  if (message.type === SLASH_COMMAND) return usedLine(maker.id, `/${message.command}`);
  return message.type === MENU_COMMAND ? usedLine(maker.id, message.command) : null;
}

function usedLine(userId, command) {
  const someone = person(userId);
  return h(
    "div",
    { class: "above" },
    avatar(someone, true),
    h("span", {}, say("used", { person: someone?.name ?? "" })),
    " ",
    h("span", { class: "command-name" }, command),
  );
}

function replyLine(message) {
  const target = state.messages.get(message.message_reference?.message_id);
  if (!target || (target.only_for && target.only_for !== state.user)) return null;
  const author = target.author.bot ? state.bot : person(target.author.id);
  const text = plain(target.content) || firstText(target.components) || "…";
  const go = () =>
    document
      .querySelector(`article[data-id="${target.id}"]`)
      ?.scrollIntoView({ block: "center", behavior: "smooth" });
  return h(
    "button",
    { class: "above reply", type: "button", onclick: go },
    avatar(author, true),
    h("b", {}, author?.name ?? ""),
    " ",
    h("span", { class: "excerpt" }, text.slice(0, 120)),
  );
}

/** A text without its markdown, for an excerpt. */
function plain(text) {
  const blocks = text.split("\n").flatMap((line) => [...markdown(line), " "]);
  return h("p", {}, blocks).textContent.trim();
}

function firstText(parts) {
  for (const part of parts) {
    const text = part.content ?? (part.components ? firstText(part.components) : null);
    if (text) return plain(text);
  }
  return null;
}

function nameLine(someone, time) {
  const bot = someone?.id === state.bot.id;
  return h(
    "div",
    { class: "name-line" },
    h("span", { class: "name" }, someone?.name ?? ""),
    bot ? h("span", { class: "tag" }, say("app")) : null,
    messageTime(time),
  );
}

function content(message) {
  if (message.expired) return failure("noAnswer");
  if (message.flags & LOADING) return waiting("thinking");
  const v2 = message.flags & V2;
  const parts = renderAll(message.components, message);
  return [
    message.content ? h("div", { class: "text" }, markdown(message.content)) : null,
    v2 ? null : attachments(message.attachments),
    message.embeds.map(embed),
    parts.length ? h("div", { class: v2 ? "layout" : "layout classic" }, parts) : null,
  ];
}

function footer(message) {
  return [
    state.failures.has(message.id) ? failure("failed") : null,
    message.flags & EPHEMERAL ? onlyYou(() => state.dismissed.add(message.id)) : null,
  ];
}

function onlyYou(dismiss) {
  const onclick = () => {
    dismiss();
    changed("messages");
    document.querySelector("#composer :is(textarea, input)")?.focus();
  };
  return h(
    "p",
    { class: "only-you" },
    icon("eye"),
    say("onlyYou"),
    " · ",
    h("button", { class: "text-button", type: "button", onclick }, say("dismiss")),
  );
}

function tools(message) {
  const more = h(
    "button",
    {
      class: "icon-button small",
      type: "button",
      "aria-haspopup": "menu",
      "aria-label": say("more"),
      onclick: ({ currentTarget }) =>
        openMessageMenu(state.messages.get(message.id), currentTarget, currentTarget),
    },
    icon("more"),
  );
  return h("div", { class: "tools" }, more);
}
