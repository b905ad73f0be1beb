// Starts the page.
import { state, on, keep, kept } from './state.js';
import { t } from './texts.js';
import { el, $ } from './dom.js';
import { begin, speak } from './here.js';
import { connect, disconnect } from './stream.js';
import { setUpSide } from './side.js';
import { setUpLog } from './log.js';
import { setUpComposer } from './composer.js';
import { setUpClock } from './clock.js';
import { setUpForm } from './form.js';
import { setUpKeys } from './keys.js';

function languages() {
  const focused = $('languages').contains(document.activeElement);
  const choose = (lang) => {
    keep('language', lang);
    speak(lang);
  };
  $('languages').replaceChildren(
    ...state.boot.languages.map((lang) =>
      el('button', {
        type: 'button',
        class: 'language',
        text: lang.toUpperCase(),
        title: t(`language.${lang}`),
        'aria-label': t(`language.${lang}`),
        'aria-pressed': String(lang === state.lang),
        data: { test: `language-${lang}` },
        on: { click: () => choose(lang) },
      }),
    ),
  );
  if (focused) $('languages').querySelector('[aria-pressed=true]').focus();
}

function setUpTheme() {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const show = () => {
    $('theme').setAttribute('aria-pressed', String(dark()));
    root.classList.toggle('is-dark', dark());
  };
  $('theme').addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    keep('theme', root.dataset.theme);
    show();
  });
  system.addEventListener('change', show);
  show();
}

function connection({ lost }) {
  const banner = $('connection');
  if (lost !== banner.hidden) return; // it says so already
  banner.textContent = lost ? t('connection.lost') : '';
  banner.hidden = !lost;
}

async function start() {
  setUpTheme();
  setUpSide();
  setUpLog();
  setUpComposer();
  setUpClock();
  setUpForm();
  setUpKeys();
  on('connection', connection);
  on('language', languages);
  const wanted = kept('language') ?? navigator.language.toLowerCase();
  await begin(wanted.startsWith('en') ? 'en' : 'de');
  document.body.classList.add('ready');
  $('text').focus({ preventScroll: true });
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', (event) => event.persisted && connect());
}

// Without the server there are no texts to show, so the page comes again until it is there.
start().catch((error) => {
  console.error(error);
  setTimeout(() => location.reload(), 2_000);
});
