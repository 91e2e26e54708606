// Lists that open beside something: placed on the screen, closed from outside, driven by keys.

import { h } from "./dom.js";

const GAP_PX = 6;
const HIGHEST_PX = 360;
const LOWEST_PX = 120;

let open = null;

/** Closes whatever popup is open. */
export function closePopup() {
  const { element, onClose, watch } = open ?? {};
  open = null;
  watch?.abort();
  element?.remove();
  onClose?.();
}

/** Whether a popup is open, and for this anchor if one is given. */
export const popupOpen = (anchor = null) => open !== null && (!anchor || open.anchor === anchor);

/**
 * Shows `element` beside `anchor` (an element, or {x, y}). Only one popup is open at a time; it
 * closes on Escape and on a press elsewhere.
 */
export function openPopup(element, anchor, onClose = null) {
  closePopup();
  const watch = new AbortController();
  const { signal } = watch;
  const inElement = anchor instanceof Element;
  open = { element, anchor, onClose, watch };
  // a dialog lies above the rest of the page: what belongs to it must be inside it
  ((inElement && anchor.closest("dialog")) || document.body).append(element);
  place(element, anchor);
  const outside = ({ target }) => {
    if (!element.contains(target) && !(inElement && anchor.contains(target))) closePopup();
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    closePopup();
    if (inElement) anchor.focus();
  };
  document.addEventListener("pointerdown", outside, { capture: true, signal });
  document.addEventListener("keydown", escape, { capture: true, signal });
  window.addEventListener("resize", () => place(element, anchor), { signal });
}

/**
 * Puts a popup where it fits: below its anchor, or above it where there is more room. In a
 * command's form always above, so that it never lies on the options that come next.
 */
export function place(element, anchor) {
  const { x, y } = anchor;
  const point = { left: x, top: y, bottom: y, width: 0 };
  const box = anchor instanceof Element ? anchor.getBoundingClientRect() : point;
  const below = innerHeight - box.bottom - GAP_PX * 2;
  const above = box.top - GAP_PX * 2;
  const tight = below < Math.min(element.scrollHeight, HIGHEST_PX) && above > below;
  const upwards = tight || (inForm(anchor) && above > LOWEST_PX);
  const room = Math.min(HIGHEST_PX, upwards ? above : below);
  element.style.maxHeight = `${Math.max(LOWEST_PX, room)}px`;
  if (box.width) element.style.minWidth = `${Math.min(box.width, innerWidth - GAP_PX * 2)}px`;
  const { width, height } = element.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - width - GAP_PX);
  const lowest = Math.min(box.bottom + GAP_PX, innerHeight - height - GAP_PX);
  element.style.left = `${Math.max(GAP_PX, left)}px`;
  element.style.top = `${upwards ? box.top - GAP_PX - height : lowest}px`;
}

const inForm = (anchor) => anchor instanceof Element && anchor.closest(".command-form") !== null;

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
let lists = 0;

/**
 * A listbox whose owner keeps the focus, passes keys to `key(event)` and hears of the active
 * option by `onActive(id)`. Options are {value, label, description, mark, selected}.
 */
export class Listbox {
  /** `onPick(option)` is called with the option that was chosen. */
  constructor({ label, onPick, onActive, multiple = false }) {
    lists += 1;
    this.id = `list-${lists}`;
    this.onPick = onPick;
    this.onActive = onActive;
    this.multiple = multiple;
    this.options = [];
    this.at = -1;
    this.element = h("div", {
      class: "list popup",
      role: "listbox",
      id: this.id,
      "aria-label": label,
      "aria-multiselectable": multiple || null,
    });
  }

  get active() {
    return this.options[this.at] ?? null;
  }

  /** Shows these options, or `message` where there are none. */
  fill(options, message = "") {
    this.options = options;
    this.element.replaceChildren(...options.map((option, at) => this.row(option, at)));
    if (!options.length) {
      this.element.append(h("p", { class: "list-empty", role: "status" }, message));
    }
    this.activate(options.length ? Math.min(Math.max(this.at, 0), options.length - 1) : -1);
  }

  activate(at, scroll = true) {
    this.at = at;
    [...this.element.querySelectorAll("[role=option]")].forEach((row, index) => {
      row.classList.toggle("active", index === at);
      if (index === at && scroll) row.scrollIntoView({ block: "nearest" });
    });
    this.onActive(at >= 0 ? `${this.id}-${at}` : null);
  }

  row(option, at) {
    const { mark, label, description, selected } = option;
    const attributes = {
      class: "option",
      role: "option",
      id: `${this.id}-${at}`,
      "aria-selected": String(Boolean(selected)),
      onclick: () => this.onPick(option),
      onpointermove: () => at !== this.at && this.activate(at, false),
    };
    const about = description && h("span", { class: "option-description" }, description);
    const tick = h("span", { class: "tick", "aria-hidden": "true" }, selected ? "✓" : "");
    return h(
      "div",
      attributes,
      mark && h("span", { class: "option-mark", "aria-hidden": "true" }, mark),
      h("span", { class: "option-text" }, h("span", { class: "option-label" }, label), about),
      this.multiple && tick,
    );
  }

  /** Handles a key; true if it was one for the list. */
  key({ key }) {
    const step = STEPS[key];
    const count = this.options.length;
    if (!step || !count) return false;
    const next = this.at + step;
    const wraps = Math.abs(step) === 1;
    this.activate(wraps ? (next + count) % count : Math.max(0, Math.min(count - 1, next)));
    return true;
  }
}

/** Opens a listbox for a combobox `owner`, and keeps its ARIA attributes true. */
export function openList(list, owner, { element = list.element, onClose = () => {} } = {}) {
  openPopup(element, owner, () => {
    owner.setAttribute("aria-expanded", "false");
    owner.removeAttribute("aria-activedescendant");
    onClose();
  });
  owner.setAttribute("aria-expanded", "true");
  owner.setAttribute("aria-controls", list.id);
}

/** For `onActive`: tells a combobox which option is active. */
export function pointAt(owner, id) {
  if (id) owner.setAttribute("aria-activedescendant", id);
  else owner.removeAttribute("aria-activedescendant");
}
