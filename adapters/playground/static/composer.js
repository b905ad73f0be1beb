// Where people write.
import { state, on } from './state.js';
import { t } from './texts.js';
import { el, $, icon } from './dom.js';
import { say } from './actions.js';
import { setUpCompletion, completing, suggest, openCommands } from './completion.js';

const tallest = 200; // pixels; then the text scrolls
const chips = ['menu', 'events', 'join', 'help'];

let place = ''; // persona and conversation that the text belongs to

export function grow() {
  const text = $('text');
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight, tallest)}px`;
  $('send').classList.toggle('ready', text.value.trim() !== '');
}

// write puts words into the composer, the cursor behind them.
export function write(words) {
  const text = $('text');
  text.value = words;
  text.setSelectionRange(words.length, words.length);
  text.focus();
  grow();
}

async function send() {
  const text = $('text');
  const words = text.value;
  if (words.trim() === '') return;
  const from = place;
  write('');
  suggest();
  alertText('');
  if (await say(words)) return;
  if (from === place && text.value === '') write(words); // nothing typed is lost
  else if (!state.drafts.get(from)) state.drafts.set(from, words);
}

// change keeps what is typed for the conversation that is left, and brings back the other's.
function change() {
  const now = `${state.me} ${state.conv}`;
  if (now !== place) {
    if (place) state.drafts.set(place, $('text').value);
    place = now;
    $('text').value = state.drafts.get(now) ?? '';
    grow();
    suggest();
    alertText('');
  }
  label();
}

function label() {
  $('text').placeholder = t(`composer.${state.conv}`);
}

function alertText(sentence) {
  const box = $('alert');
  box.hidden = !sentence;
  if (!sentence) return box.replaceChildren();
  const away = { type: 'button', class: 'icon-button', 'aria-label': t('close'), on: { click: () => alertText('') } };
  box.replaceChildren(icon('warn'), el('span', { text: sentence }), el('button', away, icon('close')));
}

function offer(empty) {
  const box = $('chips');
  box.hidden = !empty;
  if (!empty) return;
  box.replaceChildren(
    ...chips.map((name) => {
      const words = t(`chip.${name}`);
      const line = name === 'menu' || state.conv === 'direct' ? words : `/kigo ${words}`;
      return el('button', { type: 'button', class: 'chip', data: { test: 'chip' }, text: line, on: { click: () => say(line) } });
    }),
  );
}

export function setUpComposer() {
  const text = $('text');
  setUpCompletion();
  text.addEventListener('input', () => {
    grow();
    suggest();
  });
  text.addEventListener('keydown', (event) => {
    if (event.isComposing || completing(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  });
  // Input methods and test drivers may send the sign apart from the key.
  text.addEventListener('keypress', (event) => {
    if (event.key === 'Enter' && !event.shiftKey) event.preventDefault();
  });
  $('compose').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
    text.focus();
  });
  $('slash').addEventListener('click', () => openCommands());
  on('alert', alertText);
  on('empty', offer);
  on('persona', change);
  on('conversation', change);
  on('language', () => {
    label();
    alertText('');
  });
}
