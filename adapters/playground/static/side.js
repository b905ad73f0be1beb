// The left column: the two conversations, and the personas.
import { state, on, hue, persona } from './state.js';
import { t } from './texts.js';
import { el, $, icon, avatar } from './dom.js';
import { become, openConversation } from './here.js';

const conversations = ['direct', 'channel'];
const total = (user) => conversations.reduce((n, conv) => n + (state.unread[user]?.[conv] ?? 0), 0);

// badge is a number that can be seen, and a sentence that can be heard.
function badge(test) {
  return [el('span', { class: 'badge', 'aria-hidden': 'true', hidden: true, data: { test } }), el('span', { class: 'hidden' })];
}

function setBadge(node, n) {
  node.textContent = n > 0 ? (n > 99 ? '99+' : String(n)) : '';
  node.hidden = n === 0;
  node.nextSibling.textContent = n > 0 ? `, ${t('unread', { N: n })}` : '';
}

function build() {
  $('conversations').replaceChildren(...conversations.map(conversation));
  $('personas').replaceChildren(...state.boot.personas.map(person));
  head();
  mark();
}

function conversation(conv) {
  return el(
    'li',
    {},
    el(
      'button',
      {
        type: 'button',
        class: 'side-item',
        data: { test: `conversation-${conv}`, conv },
        'aria-keyshortcuts': `Alt+${conversations.indexOf(conv) + 1}`,
        on: { click: () => openConversation(conv) },
      },
      conv === 'direct' ? avatar(null) : el('span', { class: 'avatar room', 'aria-hidden': 'true' }, icon('hash')),
      el('span', { class: 'side-name', text: t(`conv.${conv}`) }),
      ...badge(`unread-conversation-${conv}`),
    ),
  );
}

function person(p) {
  const url = `/playground/?as=${encodeURIComponent(p.user)}`;
  return el(
    'li',
    { class: 'person' },
    el(
      'a',
      {
        class: 'side-item',
        href: url,
        data: { test: `persona-${p.user}`, user: p.user },
        on: { click: (event) => follow(event, p.user) },
      },
      avatar(p.name, hue(p.user)),
      el(
        'span',
        { class: 'side-words' },
        el('span', { class: 'side-name', dir: 'auto', text: p.name }),
        el('span', { class: 'side-note', dir: 'auto', text: p.note }),
      ),
      ...badge(`unread-${p.user}`),
    ),
    el(
      'a',
      {
        class: 'side-window',
        href: url,
        target: '_blank',
        rel: 'noopener',
        title: t('persona.window'),
        'aria-label': t('persona.open', { Name: p.name }),
        data: { test: `window-${p.user}` },
      },
      icon('window'),
    ),
  );
}

// follow changes the persona in this window; with a modifier the link opens another one.
function follow(event, user) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  become(user);
}

function head() {
  $('conv-title').textContent = t(`conv.${state.conv}`);
  $('conv-note').textContent = t(`conv.${state.conv}.note`);
  $('conv-icon').replaceChildren(icon(state.conv === 'direct' ? 'kigo' : 'hash'));
}

// mark shows what is current and what is unread.
function mark() {
  for (const item of document.querySelectorAll('#conversations .side-item')) {
    const conv = item.dataset.conv;
    item.toggleAttribute('aria-current', false);
    if (conv === state.conv) item.setAttribute('aria-current', 'true');
    setBadge(item.querySelector('.badge'), state.unread[state.me]?.[conv] ?? 0);
  }
  for (const item of document.querySelectorAll('#personas .side-item')) {
    const user = item.dataset.user;
    item.toggleAttribute('aria-current', false);
    if (user === state.me) item.setAttribute('aria-current', 'true');
    setBadge(item.querySelector('.badge'), user === state.me ? 0 : total(user));
  }
  const news = total(state.me);
  const name = persona(state.me)?.name ?? '';
  document.title = `${news > 0 ? `(${news}) ` : ''}${t('title')} – ${name}`;
  $('menu').classList.toggle('has-news', state.boot.personas.some((p) => total(p.user) > 0));
}

// drawer opens and closes the column where the screen is narrow.
function drawer(open) {
  const was = document.body.classList.contains('drawer');
  document.body.classList.toggle('drawer', open);
  $('menu').setAttribute('aria-expanded', String(open));
  $('shade').hidden = !open;
  $('main').inert = open;
  if (open) $('side').querySelector('[aria-current]')?.focus();
  else if (was) $('menu').focus();
}

// focusPersona goes to the list of personas.
export function focusPersona() {
  if (getComputedStyle($('menu')).display !== 'none') drawer(true);
  $('personas').querySelector('[aria-current]')?.focus();
}

function arrows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const items = [...$('side').querySelectorAll('.side-item')];
  const at = items.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  items[(at + step + items.length) % items.length].focus();
}

export function setUpSide() {
  $('menu').addEventListener('click', () => drawer(!document.body.classList.contains('drawer')));
  $('shade').addEventListener('click', () => drawer(false));
  $('side').addEventListener('keydown', arrows);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.body.classList.contains('drawer')) drawer(false);
  });
  matchMedia('(max-width: 820px)').addEventListener('change', () => $('main').inert && drawer(false));
  on('moved', () => document.body.classList.contains('drawer') && drawer(false));
  on('language', build);
  on('persona', mark);
  on('unread', mark);
  on('conversation', () => {
    head();
    mark();
  });
}
