// The channel: its entries, kept up to date in place, with the keys that walk through them.

import { commandEntries } from "./command_form.js";
import { dots } from "./components.js";
import { h, icon, morph } from "./dom.js";
import { openMessageMenu } from "./menu.js";
import { drawMessage, drawNotice, EPHEMERAL, REPLY } from "./messages.js";
import { channel, state, usableCommands, visibleMessages } from "./store.js";
import { say } from "./words.js";

const GROUP_MS = 7 * 60_000;
const STARTERS = 6;
const NEAR_PX = 80;

let log = null;
let startCommand = null;
let stick = true; // whether the newest message is to stay in sight
const drawn = new Map(); // id -> {element, signature}

/** Prepares the log; `start(entry)` opens the form of a command. */
export function startLog(element, newest, start) {
  log = element;
  startCommand = start;
  log.addEventListener("scroll", onScroll(newest));
  log.addEventListener("load", () => stick && toBottom(), true); // pictures that came late
  log.addEventListener("contextmenu", onMenu);
  log.addEventListener("keydown", onKey);
  newest.addEventListener("click", toBottom);
  new ResizeObserver(() => stick && toBottom()).observe(log);
}

/** Only a person scrolls up; a message that grew meanwhile is no reason to let go of the end. */
function onScroll(newest) {
  let last = 0;
  return () => {
    const near = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    stick = near || (stick && log.scrollTop >= last);
    last = log.scrollTop;
    newest.hidden = stick;
    if (stick && !near) toBottom();
  };
}

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
  const all = entries();
  const gone = new Set(drawn.keys());
  let before = null;
  all.forEach((entry, at) => {
    gone.delete(entry.id);
    const element = drawEntry(entry, follows(all[at - 1], entry));
    const place = before ? before.nextSibling : log.firstChild;
    if (place !== element) log.insertBefore(element, place);
    before = element;
  });
  for (const id of gone) {
    drawn.get(id).element.remove();
    drawn.delete(id);
  }
  keepReachable();
  if (stick) toBottom();
}

/** Everything that the channel shows, top to bottom. */
function entries() {
  const starters = commandEntries(usableCommands(1)).slice(0, STARTERS);
  const types = (state.typing.get(state.channel) ?? 0) > Date.now();
  const mine = ({ channel: place, user }) => place === state.channel && user === state.user;
  return [
    { id: "welcome", draw: () => welcome(starters), starters },
    ...visibleMessages(),
    ...state.notices.filter(mine).map((notice) => ({ ...notice, draw: () => drawNotice(notice) })),
    ...(types ? [{ id: "typing", draw: typing }] : []),
  ];
}

/** The element of an entry, drawn or changed only where the entry is new or different. */
function drawEntry(entry, grouped) {
  const { id } = entry;
  const outside = [grouped, state.busy.get(id), state.failures.has(id)];
  const signature = JSON.stringify([entry, ...outside]);
  const old = drawn.get(id);
  if (old?.signature === signature) return old.element;
  const fresh = entry.draw ? entry.draw() : drawMessage(entry, grouped);
  const element = old ? morph(old.element, fresh) : fresh;
  drawn.set(id, { element, signature });
  return element;
}

/** Whether an entry continues the message before it, and needs no name of its own. */
function follows(before, entry) {
  if (!before?.author || !entry.author || entry.command || entry.type === REPLY) return false;
  const close = new Date(entry.timestamp) - new Date(before.timestamp) < GROUP_MS;
  const open = !((before.flags | entry.flags) & EPHEMERAL);
  return before.author.id === entry.author.id && close && open;
}

const typing = () => h("p", { class: "typing", role: "status" }, dots(), say("typing"));

function welcome(starters) {
  const { kind, name } = channel();
  const marks = { DM: "at", PUBLIC_THREAD: "thread", TEXT: "hash" };
  const title = kind === "DM" ? say("welcomeDirect") : say("welcome", { channel: name });
  return h(
    "div",
    { class: "welcome" },
    h("span", { class: "welcome-mark" }, icon(marks[kind])),
    h("h2", {}, title),
    h("p", {}, say("welcomeHow")),
    h("div", { class: "starters" }, starters.map(starter)),
  );
}

function starter(entry) {
  const attributes = { class: "starter", type: "button", onclick: () => startCommand(entry) };
  return h("button", attributes, h("b", {}, `/${entry.label}`), h("span", {}, entry.description));
}

const articles = () => [...log.querySelectorAll("article")];

/** One message at a time is a stop of the Tab key; arrow keys go on from there. */
function keepReachable() {
  const all = articles();
  if (!all.some((element) => element.tabIndex === 0)) all.at(-1)?.setAttribute("tabindex", "0");
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

const isMenuKey = ({ key, shiftKey }) =>
  key === "ContextMenu" || key === "Enter" || (key === "F10" && shiftKey);

/** Arrow keys walk through the messages; the menu key opens a message's menu. */
function onKey(event) {
  const article = event.target.closest("article");
  if (event.target !== article) return;
  const message = state.messages.get(article.dataset.id);
  if (message && isMenuKey(event)) {
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
