// The channel: its messages, kept up to date in place.

import { commandEntries } from "./command_form.js";
import { dots, renderAll } from "./components.js";
import { h, icon, morph } from "./dom.js";
import { attachments, embed } from "./embeds.js";
import { markdown } from "./markdown.js";
import { openMessageMenu } from "./menu.js";
import { changed, channel, person, state, usableCommands, visibleMessages } from "./store.js";
import { messageTime } from "./times.js";
import { say } from "./words.js";

const V2 = 1 << 15;
const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const REPLY = 19;
const GROUP_MS = 7 * 60_000;
const HUES = ["#b5533c", "#7d57b8", "#2f7d5e", "#a06a1c"];
const BOT_HUE = "#24768a";

const STARTERS = 6;

let log = null;
let startCommand = null;
const drawn = new Map(); // id -> {element, signature}

/** A coloured circle with an initial. */
export function avatar(someone, small = false) {
  const name = someone?.name ?? "?";
  const hue = someone?.id === state.bot.id ? BOT_HUE : HUES[state.people.indexOf(someone) % HUES.length];
  return h("span", { class: small ? "avatar small" : "avatar", vars: { "--hue": hue }, "aria-hidden": "true" }, name.slice(0, 1).toUpperCase());
}

/** Prepares the log; `start(entry)` opens the form of a command. */
export function startLog(element, newest, start) {
  log = element;
  startCommand = start;
  log.addEventListener("scroll", () => { newest.hidden = atBottom(); });
  log.addEventListener("load", () => stick && toBottom(), true); // pictures that came late
  log.addEventListener("contextmenu", onMenu);
  log.addEventListener("keydown", onKey);
  newest.addEventListener("click", () => toBottom());
  new ResizeObserver(() => stick && toBottom()).observe(log);
}

let stick = true;
const atBottom = () => (stick = log.scrollHeight - log.scrollTop - log.clientHeight < 80);

/** What the person does themselves is always in sight. */
export function toNewest() {
  stick = true;
}

function toBottom() {
  log.scrollTop = log.scrollHeight;
  stick = true;
}

/** Draws what changed; `fresh` starts over (another channel, person or language). */
export function drawLog(fresh = false) {
  if (fresh) {
    drawn.clear();
    log.replaceChildren();
    stick = true;
  }
  const starters = commandEntries(usableCommands(1)).slice(0, STARTERS);
  const entries = [{ id: "welcome", welcome: true, starters }, ...visibleMessages(), ...notices()];
  if ((state.typing.get(state.channel) ?? 0) > Date.now()) entries.push({ id: "typing", typing: true });
  const gone = new Set(drawn.keys());
  let before = null;
  entries.forEach((entry, at) => {
    gone.delete(entry.id);
    const grouped = follows(entries[at - 1], entry);
    const signature = JSON.stringify([entry, grouped, state.busy.get(entry.id), state.failures.has(entry.id)]);
    const old = drawn.get(entry.id);
    let element = old?.element;
    if (old?.signature !== signature) {
      element = old ? morph(old.element, draw(entry, grouped)) : draw(entry, grouped);
      drawn.set(entry.id, { element, signature });
    }
    if ((before ? before.nextSibling : log.firstChild) !== element) log.insertBefore(element, before ? before.nextSibling : log.firstChild);
    before = element;
  });
  for (const id of gone) {
    drawn.get(id).element.remove();
    drawn.delete(id);
  }
  const messages = articles();
  if (!messages.some((element) => element.tabIndex === 0)) messages.at(-1)?.setAttribute("tabindex", "0");
  if (stick) toBottom();
}

const articles = () => [...log.querySelectorAll("article")];

const notices = () =>
  state.notices
    .filter((notice) => notice.channel === state.channel && notice.user === state.user)
    .map((notice) => ({ ...notice, notice: true }));

/** Whether an entry continues the message before it, and needs no name of its own. */
function follows(before, entry) {
  if (!before?.author || !entry.author || entry.command || entry.type === REPLY) return false;
  const close = new Date(entry.timestamp) - new Date(before.timestamp) < GROUP_MS;
  return before.author.id === entry.author.id && close && !((before.flags | entry.flags) & EPHEMERAL);
}

function draw(entry, grouped) {
  if (entry.welcome) return welcome(entry.starters);
  if (entry.typing) return h("p", { class: "typing", role: "status" }, dots(), say("typing"));
  if (entry.notice) return drawNotice(entry);
  return drawMessage(entry, grouped);
}

function welcome(starters) {
  const here = channel();
  const direct = here?.kind === "DM";
  return h("div", { class: "welcome" },
    h("span", { class: "welcome-mark" }, icon(direct ? "at" : here?.kind === "PUBLIC_THREAD" ? "thread" : "hash")),
    h("h2", {}, direct ? say("welcomeDirect") : say("welcome", { channel: here?.name })),
    h("p", {}, say("welcomeHow")),
    h("div", { class: "starters" }, starters.map((entry) =>
      h("button", { class: "starter", type: "button", onclick: () => startCommand(entry) }, h("b", {}, `/${entry.label}`), h("span", {}, entry.description)))));
}

function drawNotice(notice) {
  const failed = notice.state === "failed";
  const body = failed
    ? h("p", { class: "failure", role: "alert" }, icon("warn"), say("noAnswer"))
    : h("p", { class: "thinking" }, dots(), say("sending"));
  return h("article", { class: "message ephemeral", "data-id": notice.id, tabindex: -1, "aria-label": `/${notice.command}` },
    usedLine(notice.user, notice.command),
    h("div", { class: "message-row" }, avatar(state.bot),
      h("div", { class: "message-main" }, nameLine(state.bot, notice.at), body,
        failed ? onlyYou(() => { state.notices = state.notices.filter((other) => other.id !== notice.id); }) : null)));
}

function drawMessage(message, grouped) {
  const author = message.author.bot ? state.bot : person(message.author.id);
  const classes = ["message", grouped ? "grouped" : "", message.flags & EPHEMERAL ? "ephemeral" : "", message.notified.includes(state.user) ? "pinged" : ""];
  const label = `${author?.name ?? ""}, ${new Date(message.timestamp).toLocaleTimeString(state.locale, { timeStyle: "short" })}`;
  return h("article", { class: classes.filter(Boolean).join(" "), "data-id": message.id, tabindex: -1, "aria-label": label },
    header(message),
    h("div", { class: "message-row" },
      grouped ? h("span", { class: "gutter" }) : avatar(author),
      h("div", { class: "message-main" },
        grouped ? null : nameLine(author, message.timestamp),
        content(message),
        footer(message))),
    tools(message));
}

function header(message) {
  if (message.type === REPLY) return replyLine(message);
  const maker = message.interaction_metadata?.user;
  return maker && message.command && [20, 23].includes(message.type) ? usedLine(maker.id, message.command) : null;
}

function usedLine(userId, command) {
  const someone = person(userId);
  return h("div", { class: "above" }, avatar(someone, true), h("span", {}, say("used", { person: someone?.name ?? "" })), " ", h("span", { class: "command-name" }, `/${command}`));
}

function replyLine(message) {
  const target = state.messages.get(message.message_reference?.message_id);
  if (!target || (target.only_for && target.only_for !== state.user)) return null;
  const author = target.author.bot ? state.bot : person(target.author.id);
  const text = plain(target.content) || firstText(target.components) || "…";
  const go = () => drawn.get(target.id)?.element.scrollIntoView({ block: "center", behavior: "smooth" });
  return h("button", { class: "above reply", type: "button", onclick: go }, avatar(author, true), h("b", {}, author?.name ?? ""), " ", h("span", { class: "excerpt" }, text.slice(0, 120)));
}

/** A text without its markdown, for an excerpt. */
const plain = (text) => h("p", {}, markdown(text).flatMap((block) => [block, " "])).textContent.trim();

function firstText(parts) {
  for (const part of parts) {
    const text = part.content ?? (part.components ? firstText(part.components) : null);
    if (text) return plain(text);
  }
  return null;
}

function nameLine(someone, time) {
  const bot = someone?.id === state.bot.id;
  return h("div", { class: "name-line" }, h("span", { class: "name" }, someone?.name ?? ""), bot ? h("span", { class: "tag" }, say("app")) : null, messageTime(time));
}

function content(message) {
  if (message.expired) return h("p", { class: "failure" }, icon("warn"), say("noAnswer"));
  if (message.flags & LOADING) return h("p", { class: "thinking" }, dots(), say("thinking"));
  const v2 = message.flags & V2;
  return [
    message.content ? h("div", { class: "text" }, markdown(message.content), edited(message)) : null,
    v2 ? null : attachments(message.attachments, message),
    message.embeds.map((card) => embed(card, message)),
    message.components.length ? h("div", { class: v2 ? "layout" : "layout classic" }, renderAll(message.components, message)) : null,
    message.content ? null : edited(message),
  ];
}

const edited = (message) => (message.edited_timestamp && !message.author.bot ? h("span", { class: "edited" }, ` (${say("edited")})`) : null);

function footer(message) {
  return [
    state.failures.has(message.id) ? h("p", { class: "failure", role: "alert" }, icon("warn"), say("failed")) : null,
    message.flags & EPHEMERAL ? onlyYou(() => state.dismissed.add(message.id)) : null,
  ];
}

function onlyYou(dismiss) {
  const onclick = () => {
    dismiss();
    changed("messages");
    document.querySelector("#composer :is(textarea, input)")?.focus();
  };
  return h("p", { class: "only-you" }, icon("eye"), say("onlyYou"), " · ", h("button", { class: "text-button", type: "button", onclick }, say("dismiss")));
}

function tools(message) {
  const more = h("button", { class: "icon-button small", type: "button", "aria-haspopup": "menu", "aria-label": say("more"),
    onclick: ({ currentTarget }) => openMessageMenu(state.messages.get(message.id), currentTarget, currentTarget) }, icon("more"));
  return h("div", { class: "tools" }, more);
}

function onMenu(event) {
  const article = event.target.closest("article[data-id]");
  const message = state.messages.get(article?.dataset.id);
  if (!message || event.target.closest("a[href]")) return;
  event.preventDefault();
  const byKey = event.clientX === 0 && event.clientY === 0;
  const at = byKey ? article.querySelector(".tools") : { x: event.clientX, y: event.clientY };
  openMessageMenu(message, at, article);
}

/** Arrow keys walk through the messages; the menu key opens a message's menu. */
function onKey(event) {
  const article = event.target.closest("article");
  if (event.target !== article) return;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey) || event.key === "Enter") {
    const message = state.messages.get(article.dataset.id);
    if (!message) return;
    event.preventDefault();
    openMessageMenu(message, article.querySelector(".tools"), article);
    return;
  }
  const all = articles();
  const at = all.indexOf(article);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || !all[to]) return;
  event.preventDefault();
  article.tabIndex = -1;
  all[to].tabIndex = 0;
  all[to].focus();
}
