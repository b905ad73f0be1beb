// The sentences of the page, as the server gave them.
import { state } from './state.js';

// t is the sentence behind "playground.<key>", with its placeholders filled.
export function t(key, args = {}) {
  const text = state.boot.texts[`playground.${key}`] ?? `[${key}]`;
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in args ? String(args[name]) : all));
}

// translate fills in what stands in the HTML itself.
export function translate(root = document) {
  document.documentElement.lang = state.lang;
  for (const node of root.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll('[data-t-label]')) {
    node.setAttribute('aria-label', t(node.dataset.tLabel));
    if (node.matches('button')) node.title = t(node.dataset.tLabel);
  }
}

const formats = new Map();

// format is one formatter, made once: making them is slow.
function format(options) {
  const locale = state.lang === 'en' ? 'en-GB' : 'de-DE';
  const name = locale + JSON.stringify(options);
  if (!formats.has(name)) {
    let made;
    try {
      made = new Intl.DateTimeFormat(locale, { timeZone: state.boot.zone, ...options });
    } catch {
      made = new Intl.DateTimeFormat(locale, options); // the browser doesn't know the zone
    }
    formats.set(name, made);
  }
  return formats.get(name);
}

const pieces = (options, ms) => Object.fromEntries(format(options).formatToParts(ms).map((p) => [p.type, p.value]));

// clockTime is "10:05".
export function clockTime(ms) {
  const p = pieces({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, ms);
  return `${p.hour}:${p.minute}`;
}

// dayAndTime is "Mi, 25.11.2026, 10:00 Uhr".
export function dayAndTime(ms) {
  const month = state.lang === 'en' ? 'short' : '2-digit';
  const p = pieces({ weekday: 'short', day: '2-digit', month, year: 'numeric' }, ms);
  const date = state.lang === 'en' ? `${Number(p.day)} ${p.month} ${p.year}` : `${p.day}.${p.month}.${p.year}`;
  return t('clock.at', { Day: `${p.weekday.replace('.', '')}, ${date}`, Time: clockTime(ms) });
}

// longDay is "Mittwoch, 25. November 2026"; it also tells days apart.
export const longDay = (ms) => format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(ms);

// size is a file's size for people.
export function size(bytes) {
  const unit = bytes < 1024 ? 'byte' : bytes < 1024 * 1024 ? 'kilobyte' : 'megabyte';
  const n = { byte: bytes, kilobyte: bytes / 1024, megabyte: bytes / 1024 / 1024 }[unit];
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 };
  return new Intl.NumberFormat(state.lang, options).format(n);
}
