// What the page knows, and its connection to the sandbox.

import { nonce } from "./dom.js";

export const state = {
  connected: false,
  online: false,
  bot: { id: "", name: "" },
  guild: { id: "", name: "", roles: [] },
  people: [],
  channels: [],
  commands: [],
  samples: [],
  limits: { attachment_bytes: 0 },
  messages: new Map(), // by id, oldest first
  user: "",
  channel: "",
  locale: "en-US",
  dismissed: new Set(), // ids of messages that this person sent away
  busy: new Map(), // message id -> custom_id that waits for an answer
  failures: new Set(), // ids of messages whose last button went unanswered
  notices: [], // commands without an answer: {id, channel, user, command, at, state}
  typing: new Map(), // channel id -> time until which the bot types
};

const listeners = new Set();
const waiting = new Map(); // nonce -> {resolve, reject, onAnswer}
let socket = null;
let delay = 500;

/** Calls `listener(what)` after each change. */
export const onChange = (listener) => listeners.add(listener);

export function changed(what) {
  for (const listener of listeners) listener(what);
}

export const me = () => state.people.find((person) => person.id === state.user);
export const channel = () => state.channels.find((entry) => entry.id === state.channel);
export const person = (id) =>
  id === state.bot.id ? state.bot : state.people.find((entry) => entry.id === id);

/** Messages of the open channel that the current person sees. */
export function visibleMessages() {
  return [...state.messages.values()].filter(
    (message) =>
      message.channel_id === state.channel &&
      (!message.only_for || message.only_for === state.user) &&
      !state.dismissed.has(message.id),
  );
}

/** Slash (1) or message (3) commands that the current person may use in the open channel. */
export function usableCommands(type) {
  const byName = new Map();
  for (const command of state.commands) {
    if (command.type !== type || !usable(command)) continue;
    // the server's own command goes before a global one of the same name
    if (command.guild_id || !byName.has(command.name)) byName.set(command.name, command);
  }
  return [...byName.values()];
}

function usable(command) {
  const direct = channel()?.kind === "DM";
  if (command.contexts && !command.contexts.includes(direct ? 1 : 0)) return false;
  if (direct) return command.dm_permission !== false && !command.guild_id;
  const needed = command.default_member_permissions;
  if (needed === null) return true;
  const have = BigInt(me()?.permissions ?? 0);
  return needed !== "0" && (have & BigInt(needed)) === BigInt(needed);
}

/** The name or description of a command, option or choice in the chosen language. */
export const local = (entry, field) =>
  entry[`${field}_localizations`]?.[state.locale] ?? entry[field];

/**
 * Sends what the person does. The promise settles when the sandbox has taken it (or says why not);
 * `onAnswer` hears every change of the interaction that it starts.
 */
export function act(request, onAnswer = null) {
  const body = {
    user: state.user,
    channel: state.channel,
    locale: state.locale,
    ...request,
    nonce: nonce(),
  };
  return new Promise((resolve, reject) => {
    if (socket?.readyState !== WebSocket.OPEN) {
      reject(new Error("offline"));
      return;
    }
    waiting.set(body.nonce, { resolve, reject, onAnswer });
    socket.send(JSON.stringify(body));
  });
}

/** Uploads a file, or names a sample; gives its attachment object. */
export async function upload(file) {
  const query = new URLSearchParams(
    typeof file === "string" ? { sample: file } : { name: file.name },
  );
  const body = typeof file === "string" ? null : file;
  const answer = await fetch(`/page/files?${query}`, { method: "POST", body });
  if (!answer.ok) throw new Error(answer.status === 413 ? "large" : "upload");
  return answer.json();
}

export function connect() {
  socket = new WebSocket(`ws://${location.host}/page/socket`);
  socket.onmessage = ({ data }) => receive(JSON.parse(data));
  socket.onclose = () => {
    state.connected = false;
    for (const { reject } of waiting.values()) reject(new Error("offline"));
    waiting.clear();
    state.busy.clear();
    changed("connection");
    setTimeout(connect, (delay = Math.min(delay * 2, 8000)));
  };
}

const EVENTS = {
  hello(event) {
    Object.assign(state, event, { connected: true, messages: new Map() });
    for (const message of event.messages) state.messages.set(message.id, message);
    if (!me()) state.user = remembered("user", event.people) ?? event.people[0].id;
    if (!channel()) state.channel = event.channels[0].id;
    delay = 500;
    changed("everything");
  },
  message({ message }) {
    state.messages.set(message.id, message);
    if (message.author.id === state.bot.id) state.typing.delete(message.channel_id);
    changed("messages");
  },
  gone({ id }) {
    state.messages.delete(id);
    changed("messages");
  },
  commands({ commands }) {
    state.commands = commands;
    changed("commands");
  },
  people({ people }) {
    state.people = people;
    changed("people");
  },
  presence({ online }) {
    state.online = online;
    changed("presence");
  },
  typing({ channel: id }) {
    state.typing.set(id, Date.now() + 10_000);
    changed("typing");
  },
  interaction(event) {
    const request = waiting.get(event.nonce);
    request?.onAnswer?.(event);
    if (event.state !== "pending") waiting.delete(event.nonce);
  },
  accepted(event) {
    const request = waiting.get(event.nonce);
    request?.resolve(event);
    if (request && !request.onAnswer) waiting.delete(event.nonce);
  },
  refused(event) {
    waiting.get(event.nonce)?.reject(new Error(event.reason));
    waiting.delete(event.nonce);
  },
};

function receive(event) {
  EVENTS[event.event]?.(event);
}

// what a reload should not forget

export function remember(name, value) {
  try {
    localStorage.setItem(`sandbox-${name}`, value);
  } catch {
    // a browser may forbid storage; then nothing is remembered
  }
}

export function recall(name) {
  try {
    return localStorage.getItem(`sandbox-${name}`);
  } catch {
    return null;
  }
}

const remembered = (name, people) => people.find((entry) => entry.username === recall(name))?.id;
