// What may be typed behind "/": a list over the composer.
import { state, on } from './state.js';
import { t } from './texts.js';
import { el, $ } from './dom.js';
import { get } from './api.js';
import { write } from './composer.js';

const prefix = '/kigo';
const stale = 10_000; // rights change, and with them the commands

let commands = [];
let loaded = { for: '', at: 0 };
let found = []; // what the list shows
let active = -1;
let dismissed = ''; // the text for which Escape closed the list

const fold = (s) =>
  s.toLowerCase().replace(/[äöüß]/g, (c) => ({ ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' })[c]);

// typed is what stands behind the prefix, or null if the text is no command.
function typed() {
  const text = $('text').value;
  if (!text.startsWith('/') || text.includes('\n')) return null;
  if (prefix.startsWith(text.toLowerCase())) return '';
  const m = /^\/kigo\s(.*)$/i.exec(text);
  return m ? m[1].trimStart() : text.slice(1);
}

async function load() {
  const name = `${state.me} ${state.lang}`;
  if (loaded.for === name && performance.now() - loaded.at < stale) return;
  loaded = { for: name, at: performance.now() };
  try {
    const list = await get('completions');
    if (name !== `${state.me} ${state.lang}`) return;
    commands = list;
    show();
  } catch {
    loaded = { for: '', at: 0 }; // typing works without the list, too
  }
}

// suggest follows what is typed.
export function suggest() {
  if ($('text').value !== dismissed) dismissed = '';
  if (typed() === null) return hide();
  load();
  show();
}

function show() {
  const rest = typed();
  if (rest === null || dismissed || document.activeElement !== $('text')) return hide();
  example(rest);
  const start = fold(rest);
  found = commands.filter((c) => fold(c.word).startsWith(start));
  if (found.length === 0) return hide();
  const exact = commands.some((c) => fold(c.word) === start.trim());
  const bare = prefix === $('text').value.trim().toLowerCase();
  active = bare || exact ? -1 : 0;
  const box = $('completions');
  box.replaceChildren(...found.map(option));
  box.hidden = false;
  $('text').setAttribute('aria-expanded', 'true');
  $('found').textContent = t('commands.found', { N: found.length });
  highlight();
  box.scrollTop = 0;
}

function option(c, i) {
  return el(
    'div',
    {
      class: 'option',
      role: 'option',
      id: `option-${i}`,
      'aria-selected': 'false',
      data: { test: 'completion' },
      on: { mousedown: (event) => event.preventDefault(), click: () => accept(i) },
    },
    el('span', { class: 'option-line' }, el('b', { text: `${prefix} ${c.word}` }), c.args && el('span', { class: 'option-args', text: ` ${c.args}` })),
    el('span', { class: 'option-help', text: c.help }),
  );
}

// example shows under the composer what may follow a command that is typed out.
function example(rest) {
  const c = commands.find((c) => fold(c.word) === fold(rest.trim()));
  $('compose-hint').textContent =
    c && c.args ? t('commands.example', { Example: `${prefix} ${c.word} ${c.args}` }) : t('composer.hint');
}

function highlight() {
  const text = $('text');
  [...$('completions').children].forEach((node, i) => node.setAttribute('aria-selected', String(i === active)));
  if (active < 0) return text.removeAttribute('aria-activedescendant');
  text.setAttribute('aria-activedescendant', `option-${active}`);
  $(`option-${active}`).scrollIntoView({ block: 'nearest' });
}

function hide() {
  $('completions').hidden = true;
  $('completions').replaceChildren();
  $('text').setAttribute('aria-expanded', 'false');
  $('text').removeAttribute('aria-activedescendant');
  $('found').textContent = '';
  if (typed() === null) $('compose-hint').textContent = t('composer.hint');
  found = [];
  active = -1;
}

function accept(i) {
  write(`${prefix} ${found[i].word} `);
  dismissed = $('text').value;
  const rest = typed();
  hide();
  example(rest);
}

// completing handles a key if the list wants it.
export function completing(event) {
  if ($('completions').hidden) return false;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) {
    const from = active < 0 && event.key === 'ArrowUp' ? 0 : active;
    active = (from + moves[event.key] + found.length) % found.length;
    highlight();
  } else if (event.key === 'Escape') {
    dismissed = $('text').value;
    hide();
  } else if (event.key === 'Tab' && !event.shiftKey) {
    accept(Math.max(0, active));
  } else if (event.key === 'Enter' && !event.shiftKey && active >= 0) {
    accept(active);
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}

// openCommands shows the list to those who don't know the slash.
export function openCommands() {
  write(`${prefix} `);
  dismissed = '';
  suggest();
}

export function setUpCompletion() {
  $('text').addEventListener('blur', hide);
  $('text').addEventListener('focus', () => typed() !== null && suggest());
  const forget = () => {
    commands = [];
    loaded = { for: '', at: 0 };
  };
  on('persona', forget);
  on('language', forget);
}
