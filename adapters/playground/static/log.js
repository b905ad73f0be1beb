// The stream of messages of the conversation that is open.
import { state, shown, on, emit, persona } from './state.js';
import { t, longDay } from './texts.js';
import { el, $, icon } from './dom.js';
import { messageNode, lock } from './message.js';
import { post } from './api.js';

const together = 5 * 60_000; // messages of one person within this stand under one head
const near = 80; // pixels from the end that still count as being there

let nodes = new Map(); // by message id
let view = ''; // which persona, conversation and language the nodes are for
let stick = true; // the reader is at the end and wants to stay there
const told = new Map(); // by persona and conversation: seq up to which the server knows we have read

function draw({ full = false } = {}) {
  const now = `${state.me} ${state.conv} ${state.lang}`;
  const fresh = full || now !== view;
  view = now;
  if (fresh) {
    nodes = new Map();
    stick = true;
    quietly();
  }
  const list = shown();
  const known = nodes.size > 0;
  const added = list.filter((m) => !nodes.has(m.id));
  if (added.some((m) => m.kind === 'mine')) stick = true;
  const before = [...nodes.values()].find((node) => node.contains(document.activeElement));
  place($('messages'), arrange(list));
  if (before && !fresh && document.activeElement === document.body && !nodes.has(before.dataset.id)) $('text').focus();
  const empty = list.length === 0 && state.epoch !== ''; // otherwise we don't know yet
  $('empty').hidden = !empty;
  if (empty) welcome();
  emit('empty', empty);
  if (stick) toEnd();
  else if (known && added.length > 0) $('newer').hidden = false;
  markRead();
}

// quietly keeps screen readers from reading a whole conversation that was just opened.
function quietly() {
  const log = $('log');
  log.setAttribute('aria-live', 'off');
  setTimeout(() => log.setAttribute('aria-live', 'polite'), 500);
}

// arrange makes the nodes that are missing or out of date, with lines between the days.
function arrange(list) {
  const out = [];
  const next = new Map();
  let day = '';
  let before = null;
  for (const m of list) {
    const date = longDay(m.at);
    if (date !== day) {
      out.push(nodes.get(`day ${date}`) ?? el('div', { class: 'day' }, el('span', { text: date })));
      next.set(`day ${date}`, out.at(-1));
      before = null;
    }
    day = date;
    let node = nodes.get(m.id);
    if (!node || node.dataset.rev !== String(m.rev)) node = renew(node, m);
    node.classList.toggle('grouped', sameHead(before, m));
    next.set(m.id, node);
    out.push(node);
    before = m;
  }
  nodes = next;
  return out;
}

const sameHead = (a, b) =>
  a !== null && a.from === b.from && a.kind === b.kind && !a.private === !b.private && b.at - a.at < together;

// renew makes a message's node. Whoever had the focus in the old one keeps it there.
function renew(old, m) {
  const node = messageNode(m);
  if (old) {
    node.classList.add('changed');
    if (old.contains(document.activeElement)) queueMicrotask(() => node.focus({ preventScroll: true }));
  } else if (!$('log').matches('[aria-live=off]')) {
    node.classList.add('arriving');
  }
  return node;
}

// place puts the nodes in order without moving those that stand right.
function place(box, wanted) {
  const stay = new Set(wanted);
  for (const child of [...box.children]) if (!stay.has(child)) child.remove();
  let at = box.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else box.insertBefore(node, at);
  }
}

function welcome() {
  const name = persona(state.me)?.name.split(' ')[0] ?? '';
  $('empty').replaceChildren(
    icon(state.conv === 'direct' ? 'kigo' : 'hash', 'empty-mark'),
    el('h2', { text: t(`empty.${state.conv}`, { Name: name }) }),
    el('p', { text: t(`empty.${state.conv}.text`) }),
  );
}

function toEnd() {
  const log = $('log');
  log.scrollTop = log.scrollHeight;
  $('newer').hidden = true;
}

// markRead tells the server how far the persona has read, if anybody is looking.
function markRead() {
  if (document.hidden || !state.unread[state.me]?.[state.conv]) return;
  const seq = Math.max(0, ...shown().map((m) => m.seq));
  const name = `${state.epoch} ${state.me} ${state.conv}`;
  if (seq <= (told.get(name) ?? 0)) return;
  told.set(name, seq);
  post('read', { conversation: state.conv, seq }).catch(() => told.delete(name)); // next time
}

function typing() {
  const busy = (state.waiting.get(state.conv) ?? 0) > 0;
  const was = $('typing').childNodes.length > 0;
  $('compose').setAttribute('aria-busy', String(busy));
  if (busy === was) return;
  const dots = el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
  $('typing').replaceChildren(...(busy ? [dots, t('typing')] : []));
}

export function setUpLog() {
  const log = $('log');
  log.addEventListener('scroll', () => {
    stick = log.scrollHeight - log.scrollTop - log.clientHeight < near;
    if (stick) $('newer').hidden = true;
  });
  new ResizeObserver(() => stick && toEnd()).observe($('messages'));
  new ResizeObserver(() => stick && toEnd()).observe(log);
  $('newer').addEventListener('click', () => {
    toEnd();
    $('text').focus();
  });
  document.addEventListener('visibilitychange', markRead);
  on('messages', draw);
  on('conversation', () => {
    draw();
    typing();
  });
  on('unread', markRead);
  on('waiting', typing);
  // A button that was pressed may be gone with its message's old version.
  on('refocus', ({ id, control }) => {
    if (control.isConnected) control.focus();
    else nodes.get(id)?.focus({ preventScroll: true });
  });
  on('busy', (id) => {
    const node = nodes.get(id);
    if (node) lock(node, state.busy.has(id));
  });
}
