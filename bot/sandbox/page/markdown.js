// The markdown that chat messages use, parsed into elements: never into HTML text.

import { h, outside } from "./dom.js";
import { person, state } from "./store.js";
import { timestamp } from "./times.js";
import { say } from "./words.js";

const inside =
  (tag, attributes = {}) =>
  (match) =>
    h(tag, attributes, inline(match[1]));

// [pattern at the current place, what it becomes]; the first that fits wins
const INLINE = [
  [/\\([\\`*_~|[\]()<>#-])/y, (match) => match[1]],
  [/``(.+?)``(?!`)|`([^`\n]+)`/y, (match) => h("code", {}, match[1] ?? match[2])],
  [/\*\*\*([^\n]+?)\*\*\*/y, (match) => h("strong", {}, h("em", {}, inline(match[1])))],
  [/\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/sy, inside("strong")],
  [/__((?:\\.|[^\\])+?)__(?!_)/sy, inside("u")],
  [/\*(?![\s*])((?:\\.|[^\\*]|\*\*)+?)(?<!\s)\*(?!\*)/sy, inside("em")],
  [/(?<![\p{L}\p{N}])_((?:\\.|[^\\_])+?)_(?![\p{L}\p{N}])/suy, inside("em")],
  [/~~((?:\\.|[^\\])+?)~~/sy, inside("s")],
  [/\|\|((?:\\.|[^\\])+?)\|\|/sy, (match) => spoiler(inline(match[1]))],
  [
    /\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\)/y,
    (match) => outside(match[2], {}, inline(match[1])),
  ],
  [/<(https?:\/\/[^\s>]+)>/y, (match) => outside(match[1], {}, match[1])],
  [/https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}*_~|]/y, (match) => outside(match[0], {}, match[0])],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (match) => timestamp(Number(match[1]), match[2])],
  [/<@!?(\d+)>/y, (match) => mention(`@${person(match[1])?.name ?? match[1]}`)],
  [/<@&(\d+)>/y, (match) => mention(`@${named(state.guild.roles, match[1])}`)],
  [/<#(\d+)>/y, (match) => mention(`#${named(state.channels, match[1])}`)],
  [/<\/([^:>\n]{1,100}):\d+>/y, (match) => mention(`/${match[1]}`)],
  [/<a?:(\w{2,32}):\d+>/y, (match) => `:${match[1]}:`],
];

const named = (entries, id) => entries.find((entry) => entry.id === id)?.name ?? id;
const mention = (text) => h("span", { class: "mention" }, text);

function spoiler(content) {
  const show = ({ currentTarget }) => {
    currentTarget.classList.add("shown");
    currentTarget.dataset.keep = "";
    currentTarget.removeAttribute("role");
    currentTarget.removeAttribute("tabindex");
    currentTarget.removeAttribute("aria-label");
  };
  const onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") show(event);
  };
  return h(
    "span",
    {
      class: "spoiler",
      role: "button",
      tabindex: 0,
      "aria-label": say("reveal"),
      onclick: show,
      onkeydown,
    },
    h("span", {}, content),
  );
}

/** Inline markdown as a list of nodes. */
export function inline(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const found = match(text, at);
    if (found) {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) nodes.push(plain);
  return nodes
    .flat()
    .map((node) => (typeof node === "string" ? lines(node) : node))
    .flat();
}

function match(text, at) {
  for (const [pattern, become] of INLINE) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return { node: become(found), end: at + found[0].length };
  }
  return null;
}

const lines = (text) => text.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line]));

const BLOCKS = [
  [
    /^```(?:([\w+-]+)\n)?\n?([\s\S]*?)\n?```(?:\n|$)/,
    (found) => h("pre", { tabindex: 0 }, h("code", {}, found[2])),
  ],
  [
    /^(#{1,3}) +([^\n]+)(?:\n|$)/,
    (found) => h(`h${found[1].length + 2}`, { class: "heading" }, inline(found[2])),
  ],
  [/^-# +([^\n]+)(?:\n|$)/, (found) => h("small", { class: "subtext" }, inline(found[1]))],
  [/^>>> ([\s\S]+)$/, (found) => h("blockquote", {}, markdown(found[1]))],
  [
    /^(?:> ?[^\n]*(?:\n|$))+/,
    (found) => h("blockquote", {}, markdown(found[0].replace(/^> ?/gm, "").replace(/\n$/, ""))),
  ],
  [/^(?: *[-*] +[^\n]+(?:\n|$))+/, (found) => list("ul", found[0])],
  [/^(?: *\d{1,9}\. +[^\n]+(?:\n|$))+/, (found) => list("ol", found[0])],
];
const STARTS = /^(?:```|#{1,3} +\S|-# +\S|>>> |> | *[-*] +\S| *\d{1,9}\. +\S)/;

function list(tag, text) {
  const items = text.replace(/\n$/, "").split("\n");
  const start = tag === "ol" ? Number(items[0].trim().split(".")[0]) : null;
  const levels = items.map((item) => {
    const deep = item.match(/^ */)[0].length >= 2;
    return h(
      "li",
      { class: deep ? "deep" : null },
      inline(item.replace(/^ *(?:[-*]|\d+\.) +/, "")),
    );
  });
  return h(tag, { start: start > 1 ? start : null }, levels);
}

/** A whole text as a list of block elements. */
export function markdown(text) {
  const blocks = [];
  let rest = text;
  while (rest) {
    const found = BLOCKS.map(([pattern, become]) => [pattern.exec(rest), become]).find(
      ([hit]) => hit,
    );
    if (found) {
      blocks.push(found[1](found[0]));
      rest = rest.slice(found[0][0].length);
      continue;
    }
    const [paragraph, after] = untilNextBlock(rest);
    if (paragraph.trim()) blocks.push(h("p", {}, inline(paragraph.replace(/^\n+|\n+$/g, ""))));
    rest = after;
  }
  return blocks;
}

function untilNextBlock(text) {
  let at = text.indexOf("\n") + 1;
  while (at > 0 && !STARTS.test(text.slice(at))) at = text.indexOf("\n", at) + 1;
  return at > 0 ? [text.slice(0, at), text.slice(at)] : [text, ""];
}
