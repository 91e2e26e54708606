// Building and updating elements. Text only ever becomes a text node: there is no HTML from strings.

export { icon } from "./icons.js";

/**
 * An element. Attributes: `class`, `on<event>` handlers, `vars` (CSS custom properties), `prop`
 * (DOM properties), anything else as an attribute; null, undefined and false are left out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) set(element, name, value);
  }
  return append(element, children);
}

function set(element, name, value) {
  if (name.startsWith("on")) {
    element[name] = (event) => void value(event); // a handler that returns false would stop the event
  } else if (name === "prop") {
    Object.assign(element, value);
  } else if (name === "vars") {
    for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
  } else {
    const bare = value === true && !name.startsWith("aria-");
    element.setAttribute(name, bare ? "" : String(value));
  }
}

/** Adds children; strings become text, lists are flattened, nothing stays nothing. */
export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

/** A link to somewhere else, which learns nothing of this page; plain text for a strange one. */
export function outside(url, attributes, ...children) {
  if (!/^https?:\/\//.test(url ?? "")) return h("span", attributes, ...children);
  const safe = { href: url, target: "_blank", rel: "noopener noreferrer nofollow" };
  return h("a", { ...attributes, ...safe }, ...children);
}

const HANDLERS = ["onclick", "onkeydown", "onchange", "oninput", "oncontextmenu", "onsubmit"];

/**
 * Makes `old` look like `fresh` while keeping nodes that are the same, so that focus, revealed
 * spoilers and loaded pictures survive an edit. Elements with `data-key` match only that key;
 * those with `data-own` look after themselves and are replaced when that attribute changes.
 */
export function morph(old, fresh) {
  if (!alike(old, fresh)) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  if (old.dataset?.own !== undefined) return old;
  if (old.dataset?.keep === undefined) morphAttributes(old, fresh); // keep: changed by the person
  for (const name of HANDLERS) old[name] = fresh[name];
  const mine = [...old.childNodes];
  const theirs = [...fresh.childNodes];
  theirs.forEach((child, at) => (mine[at] ? morph(mine[at], child) : old.append(child)));
  mine.slice(theirs.length).forEach((extra) => extra.remove());
  return old;
}

/** Whether one node can become the other. */
function alike(old, fresh) {
  const same = (name) => old.dataset?.[name] === fresh.dataset?.[name];
  return old.nodeName === fresh.nodeName && same("key") && same("own");
}

function morphAttributes(old, fresh) {
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) === value) continue;
    if (name !== "style") old.setAttribute(name, value);
    else old.style.cssText = fresh.style.cssText; // the policy forbids the attribute
  }
}

/** Tells a screen reader. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/** A short random name for a request. */
export const nonce = () => crypto.getRandomValues(new Uint32Array(3)).join("-");
