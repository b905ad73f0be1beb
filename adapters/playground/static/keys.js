// Shortcuts, and the dialog that lists them.
import { t } from './texts.js';
import { el, $, icon } from './dom.js';
import { openConversation } from './here.js';
import { focusPersona } from './side.js';
import { openClock } from './clock.js';

const rows = () => [
  [[t('key.alt'), '1'], [t('key.alt'), '2'], 'help.conv'],
  [[t('key.alt'), 'P'], 'help.persona'],
  [[t('key.alt'), 'U'], 'help.clock'],
  [['/'], 'help.composer'],
  [[t('key.enter')], 'help.enter'],
  [[t('key.shift'), t('key.enter')], 'help.newline'],
  [['/'], ['↑'], ['↓'], 'help.slash'],
  [[t('key.escape')], 'help.escape'],
  [['?'], 'help.question'],
];

function combination(keys) {
  return el('span', { class: 'combination' }, ...keys.flatMap((key, i) => [...(i > 0 ? [' + '] : []), el('kbd', { text: key })]));
}

export function openHelp() {
  const dialog = $('help-dialog');
  if (dialog.open) return;
  const back = document.activeElement;
  const close = () => dialog.close();
  dialog.replaceChildren(
    el(
      'header',
      { class: 'dialog-head' },
      el('h2', { id: 'help-title', text: t('help') }),
      el('button', { type: 'button', class: 'icon-button', 'aria-label': t('close'), title: t('close'), on: { click: close } }, icon('close')),
    ),
    el(
      'div',
      { class: 'dialog-body' },
      el('p', { text: t('help.intro') }),
      el('h3', { text: t('help.keys') }),
      el(
        'dl',
        { class: 'keys' },
        ...rows().map((row) => {
          const combinations = row.slice(0, -1).flatMap((keys, i) => [...(i > 0 ? [', '] : []), combination(keys)]);
          return el('div', {}, el('dt', {}, ...combinations), el('dd', { text: t(row.at(-1)) }));
        }),
      ),
    ),
  );
  dialog.addEventListener('close', () => back?.focus?.(), { once: true });
  dialog.showModal();
}

function pressed(event) {
  if (document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey) return false;
  if (event.altKey) {
    const jobs = {
      Digit1: () => openConversation('direct'),
      Digit2: () => openConversation('channel'),
      KeyP: focusPersona,
      KeyU: openClock,
    };
    jobs[event.code]?.();
    return event.code in jobs;
  }
  if (event.target.closest?.('input, textarea, select')) return false;
  if (event.key === '?') openHelp();
  else if (event.key === '/') $('text').focus();
  else return false;
  return true;
}

export function setUpKeys() {
  document.addEventListener('keydown', (event) => {
    if (pressed(event)) event.preventDefault();
  });
  $('help').addEventListener('click', openHelp);
}
