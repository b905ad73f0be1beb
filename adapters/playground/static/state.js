// What the page knows. Everything that shows something listens here.

export const state = {
  boot: null, // texts, personas, languages, zone
  lang: 'de',
  me: '', // account of the persona
  conv: 'direct', // the conversation that is shown
  epoch: '',
  rev: 0,
  messages: new Map(), // by id, both conversations
  unread: {}, // by account and conversation
  clock: null, // {now, moving, at}: the demo clock, and when we were told
  busy: new Set(), // ids of messages with a click in flight
  waiting: new Map(), // by conversation: how many answers kigo owes us
  drafts: new Map(), // by persona and conversation: what is typed and not sent
};

const listeners = new Map();

export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, []);
  listeners.get(topic).push(listener);
}

export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

export const persona = (user) => state.boot.personas.find((p) => p.user === user);

// hue chooses one of eight colours for a persona's picture.
export const hue = (user) => Math.max(0, state.boot.personas.findIndex((p) => p.user === user)) % 8;

// shown are the messages of the conversation that is open, in order.
export function shown() {
  return [...state.messages.values()]
    .filter((m) => m.conversation === state.conv)
    .sort((a, b) => a.at - b.at || a.seq - b.seq);
}

// take adds a batch from the server. The same message twice is one message.
export function take(batch) {
  if (batch.full) state.messages.clear();
  for (const m of batch.messages) {
    const known = state.messages.get(m.id);
    if (known && known.rev > m.rev) continue;
    if (m.gone) state.messages.delete(m.id);
    else state.messages.set(m.id, m);
  }
  forget();
  Object.assign(state, { epoch: batch.epoch, rev: batch.rev, unread: batch.unread });
  state.clock = { ...batch.clock, at: performance.now() };
  emit('clock');
  emit('unread');
  if (batch.full || batch.messages.length > 0) emit('messages', { full: batch.full });
}

// forget drops the oldest, as the server does.
function forget() {
  for (const conv of ['direct', 'channel']) {
    const all = [...state.messages.values()].filter((m) => m.conversation === conv);
    if (all.length <= state.boot.history) continue;
    all.sort((a, b) => a.at - b.at || a.seq - b.seq);
    for (const m of all.slice(0, all.length - state.boot.history)) state.messages.delete(m.id);
  }
}

// keep and kept remember a choice in this browser, if it lets us.
export function keep(name, value) {
  try {
    localStorage.setItem(`kigo.${name}`, value);
  } catch {
    // The choice lasts as long as the page.
  }
}

export function kept(name) {
  try {
    return localStorage.getItem(`kigo.${name}`);
  } catch {
    return null;
  }
}
