// Times as people read them: of messages, and of <t:…> in texts, which tick.

import { h } from "./dom.js";
import { state } from "./store.js";

const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

const formatted = (date, style) => new Intl.DateTimeFormat(state.locale, style).format(date);

/** "in 2 minutes", "3 seconds ago". */
export function relative(seconds, now = Date.now() / 1000) {
  const away = Math.round(seconds - now);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(away) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(state.locale, { numeric: "auto" }).format(
    Math.trunc(away / size),
    unit,
  );
}

/** The element for <t:seconds:style>. */
export function timestamp(seconds, style = "f") {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `<t:${seconds}>`;
  const title = formatted(date, STYLES.F);
  const ticks = style === "R";
  const text = ticks ? relative(seconds) : formatted(date, STYLES[style] ?? STYLES.f);
  return h(
    "time",
    { class: "stamp", datetime: date.toISOString(), title, "data-ticks": ticks ? seconds : null },
    text,
  );
}

/** "14:03", for a screen reader. */
export const timeText = (iso) => formatted(new Date(iso), STYLES.t);

/** The time of a message: today only the hour, else the date too. */
export function messageTime(iso) {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  const style = today ? STYLES.t : { dateStyle: "short", timeStyle: "short" };
  return h(
    "time",
    { class: "when", datetime: iso, title: formatted(date, STYLES.F) },
    formatted(date, style),
  );
}

/** Keeps relative times true while the page is open. */
export function startTicking() {
  setInterval(() => {
    for (const element of document.querySelectorAll("time[data-ticks]")) {
      const text = relative(Number(element.dataset.ticks));
      if (element.textContent !== text) element.textContent = text;
    }
  }, 1000);
}
