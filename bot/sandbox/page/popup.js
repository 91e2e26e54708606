// Lists that open beside something: placed on the screen, closed from outside, driven by keys.

import { h } from "./dom.js";

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
 * closes on Escape, on a press elsewhere and when its anchor leaves the page.
 */
export function openPopup(element, anchor, onClose = null) {
  closePopup();
  const home =
    anchor instanceof Element ? (anchor.closest("dialog") ?? document.body) : document.body;
  const watch = new AbortController();
  open = { element, anchor, onClose, watch };
  home.append(element);
  place(element, anchor);
  const outside = (event) => {
    const inAnchor = anchor instanceof Element && anchor.contains(event.target);
    if (!element.contains(event.target) && !inAnchor) closePopup();
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    closePopup();
    if (anchor instanceof HTMLElement) anchor.focus();
  };
  document.addEventListener("pointerdown", outside, { capture: true, signal: watch.signal });
  document.addEventListener("keydown", escape, { capture: true, signal: watch.signal });
  window.addEventListener("resize", () => place(element, anchor), { signal: watch.signal });
}

/** Puts a popup where it fits: below its anchor, or above it where there is more room. */
export function place(element, anchor) {
  const box =
    anchor instanceof Element
      ? anchor.getBoundingClientRect()
      : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y, width: 0 };
  const gap = 6;
  const below = innerHeight - box.bottom - gap * 2;
  const above = box.top - gap * 2;
  const upwards = below < Math.min(element.scrollHeight, 320) && above > below;
  element.style.maxHeight = `${Math.max(120, Math.min(360, upwards ? above : below))}px`;
  if (box.width) element.style.minWidth = `${Math.min(box.width, innerWidth - gap * 2)}px`;
  const size = element.getBoundingClientRect();
  element.style.left = `${Math.max(gap, Math.min(box.left, innerWidth - size.width - gap))}px`;
  element.style.top = `${upwards ? box.top - gap - size.height : Math.min(box.bottom + gap, innerHeight - size.height - gap)}px`;
}

let lists = 0;

/**
 * A listbox. Options are {value, label, description, mark, selected}; `onPick(option)` is called
 * with the one that was chosen. The owner keeps the focus and passes keys to `key(event)`.
 */
export function listbox({ label, onPick, multiple = false }) {
  lists += 1;
  const id = `list-${lists}`;
  const element = h("div", {
    class: "list popup",
    role: "listbox",
    id,
    "aria-label": label,
    "aria-multiselectable": multiple || null,
  });
  let options = [];
  let active = -1;
  const show = (at, scroll = true) => {
    active = at;
    [...element.querySelectorAll("[role=option]")].forEach((row, index) => {
      row.classList.toggle("active", index === at);
      if (index === at && scroll) row.scrollIntoView({ block: "nearest" });
    });
    self.onActive?.(activeId());
  };
  const activeId = () => (active >= 0 && options.length ? `${id}-${active}` : null);
  const row = (option, at) =>
    h(
      "div",
      {
        class: "option",
        role: "option",
        id: `${id}-${at}`,
        "aria-selected": option.selected ? "true" : "false",
        onclick: () => onPick(option),
        onpointermove: () => at !== active && show(at, false),
      },
      option.mark ? h("span", { class: "option-mark", "aria-hidden": "true" }, option.mark) : null,
      h(
        "span",
        { class: "option-text" },
        h("span", { class: "option-label" }, option.label),
        option.description ? h("span", { class: "option-description" }, option.description) : null,
      ),
      multiple
        ? h("span", { class: "tick", "aria-hidden": "true" }, option.selected ? "✓" : "")
        : null,
    );
  const self = {
    element,
    id,
    onActive: null,
    fill(entries, message = "") {
      options = entries;
      element.replaceChildren(...entries.map(row));
      if (!entries.length) element.append(h("p", { class: "list-empty", role: "status" }, message));
      show(entries.length ? Math.min(Math.max(active, 0), entries.length - 1) : -1);
    },
    start: (at) => show(at),
    active: () => options[active] ?? null,
    /** Handles a key; true if it was one for the list. */
    key(event) {
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
      if (event.key in steps && options.length) {
        const wrap = Math.abs(steps[event.key]) === 1;
        const next = active + steps[event.key];
        show(
          wrap
            ? (next + options.length) % options.length
            : Math.max(0, Math.min(options.length - 1, next)),
        );
        return true;
      }
      return false;
    },
  };
  return self;
}
