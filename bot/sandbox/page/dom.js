// Building and updating elements. Text only ever becomes a text node: there is no HTML from strings.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. Attributes: `class`, `on<event>` handlers, `vars` (CSS custom properties), `prop`
 * (DOM properties), anything else as an attribute; null, undefined and false are left out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element[name] = value;
    else if (name === "prop") Object.assign(element, value);
    else if (name === "vars")
      for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else
      element.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** Adds children; strings become text, lists are flattened, nothing stays nothing. */
export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

const ICONS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3 15h16",
  thread: "M4 5h16v11H10l-4 4v-4H4z",
  at: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm4 0v6a2.5 2.5 0 0 0 5 0v-2a9 9 0 1 0-4 7.5",
  menu: "M4 6h16M4 12h16M4 18h16",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  down: "m6 9 6 6 6-6",
  left: "m15 5-7 7 7 7",
  right: "m9 5 7 7-7 7",
  send: "M4 12 20 4l-5 16-4-7z",
  slash: "M15 4 9 20",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  save: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  image: "M4 5h16v14H4zm0 11 5-5 4 4 3-3 4 4M15.5 9.5h.01",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zm10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  link: "M10 6H5v13h13v-5M14 4h6v6m0-6-9 9",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M5 19l1.5-1.5M17.5 6.5 19 5",
  moon: "M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10z",
  auto: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 0v18",
  warn: "M12 3 2 20h20zM12 10v4M12 17h.01",
  check: "m5 12 5 5 9-10",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  app: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z",
};

/** A line icon that says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const HANDLERS = ["onclick", "onkeydown", "onchange", "oninput", "oncontextmenu", "onsubmit"];

/**
 * Makes `old` look like `fresh` while keeping nodes that are the same, so that focus, revealed
 * spoilers and loaded pictures survive an edit. Elements with `data-key` match only that key;
 * those with `data-own` look after themselves and are replaced when that attribute changes.
 */
export function morph(old, fresh) {
  if (
    old.nodeType !== fresh.nodeType ||
    old.nodeName !== fresh.nodeName ||
    key(old) !== key(fresh)
  ) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.dataset?.own !== undefined) {
    if (old.dataset.own === fresh.dataset.own) return old;
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  if (old.dataset?.keep === undefined) morphAttributes(old, fresh); // keep: changed by the person
  for (const name of HANDLERS) if (old[name] !== fresh[name]) old[name] = fresh[name];
  const mine = [...old.childNodes];
  const theirs = [...fresh.childNodes];
  theirs.forEach((child, at) => (mine[at] ? morph(mine[at], child) : old.append(child)));
  mine.slice(theirs.length).forEach((extra) => extra.remove());
  return old;
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

const key = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset?.key : undefined);

/** Tells a screen reader. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/** A short random name for a request. */
export const nonce = () => crypto.getRandomValues(new Uint32Array(3)).join("-");
