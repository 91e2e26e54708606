// Puts the page together, and redraws the part that a change touches.

import { drawComposer, openCommand, startComposer } from "./composer.js";
import { append, h, icon } from "./dom.js";
import { closePopup } from "./popup.js";
import { drawLog, startLog, toNewest } from "./log.js";
import { drawSidebar, startTheme } from "./sidebar.js";
import { channel, connect, onChange, recall, state } from "./store.js";
import { startTicking } from "./times.js";
import { LANGUAGES, say } from "./words.js";

const at = (id) => document.getElementById(id);
const sidebar = at("sidebar");

function toggleSidebar(open) {
  sidebar.classList.toggle("open", open);
  at("shade").hidden = !open;
  at("menu-button")?.setAttribute("aria-expanded", String(open));
  if (open) sidebar.querySelector("button")?.focus();
}

function drawTop() {
  const here = channel();
  const direct = here?.kind === "DM";
  const name = direct ? state.bot.name : here?.name;
  const status = state.online ? say("online") : say("offline");
  at("top").replaceChildren();
  append(at("top"), [
    h(
      "button",
      {
        class: "icon-button",
        id: "menu-button",
        type: "button",
        "aria-label": say("openMenu"),
        "aria-expanded": "false",
        "aria-controls": "sidebar",
        onclick: () => toggleSidebar(!sidebar.classList.contains("open")),
      },
      icon("menu"),
    ),
    h(
      "h1",
      { class: "top-title" },
      icon(direct ? "at" : here?.kind === "PUBLIC_THREAD" ? "thread" : "hash"),
      h("span", {}, name ?? ""),
    ),
    h(
      "span",
      { class: state.online ? "status on" : "status", role: "status", title: status },
      h("span", { class: "status-text" }, status),
    ),
  ]);
  const banner = at("banner");
  banner.textContent = state.connected ? say("notice") : say("lost");
  banner.classList.toggle("lost", !state.connected);
}

function drawFrame() {
  document.documentElement.lang = state.locale;
  document.title = say("title");
  at("skip").textContent = say("skip");
  at("newest").replaceChildren(icon("down"));
  at("newest").setAttribute("aria-label", say("newest"));
  at("log").setAttribute("aria-label", say("messages", { channel: channel()?.name ?? "" }));
  drawTop();
  drawSidebar(sidebar);
}

function drawAll() {
  closePopup();
  toggleSidebar(false);
  drawFrame();
  drawLog(true);
  drawComposer();
}

const REDRAW = {
  everything: drawAll,
  channel: drawAll,
  person: () => {
    drawFrame();
    drawLog(true);
    drawComposer();
  },
  language: () => {
    drawFrame();
    drawLog(true);
    drawComposer();
    at("language").focus();
  },
  theme: () => {
    drawSidebar(sidebar);
    sidebar.querySelector('[aria-pressed="true"]').focus();
  },
  people: () => {
    drawSidebar(sidebar);
    drawLog();
  },
  messages: () => drawLog(),
  mine: () => {
    toNewest();
    drawLog();
  },
  typing: () => drawLog(),
  presence: drawTop,
  connection: drawTop,
  commands: () => drawLog(),
};

startTheme();
state.locale = Object.keys(LANGUAGES).includes(recall("locale")) ? recall("locale") : "en-US";
startComposer(at("composer"));
startLog(at("log"), at("newest"), openCommand);
startTicking();
onChange((what) => REDRAW[what]());
at("shade").addEventListener("click", () => toggleSidebar(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && sidebar.classList.contains("open")) {
    toggleSidebar(false);
    at("menu-button").focus();
  }
});
setInterval(() => state.typing.size && drawLog(), 5000);
connect();
