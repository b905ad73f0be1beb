// Where this window is: persona, conversation and language; the address says the first two.
import { state, emit } from './state.js';
import { translate } from './texts.js';
import { $ } from './dom.js';
import { get } from './api.js';
import { connect } from './stream.js';

const conversations = ['direct', 'channel'];

// become changes the persona of this window.
export function become(user, { push = true } = {}) {
  if (!state.boot.personas.some((p) => p.user === user)) return;
  emit('moved');
  if (user !== state.me) {
    if ($('form').open) $('form').close();
    if (push) history.pushState(null, '', `?as=${encodeURIComponent(user)}${location.hash}`);
    state.me = user;
    state.messages.clear();
    Object.assign(state, { epoch: '', rev: 0 });
    emit('persona');
    emit('conversation');
    connect();
  }
  $('text').focus();
}

export function openConversation(conv, { push = true } = {}) {
  emit('moved');
  if (conv !== state.conv) {
    state.conv = conv;
    if (push) history.replaceState(null, '', `${location.search}#${conv}`);
    emit('conversation');
  }
  $('text').focus();
}

function fromAddress() {
  const as = new URLSearchParams(location.search).get('as');
  const found = state.boot.personas.find((p) => p.user === as) ?? state.boot.personas[0];
  const conv = location.hash.slice(1);
  return { user: found.user, conv: conversations.includes(conv) ? conv : 'direct' };
}

function announce() {
  translate();
  emit('language');
  emit('persona');
  emit('conversation');
}

// begin shows the page as the address wants it.
export async function begin(lang) {
  state.lang = lang;
  state.boot = await get('boot');
  const { user, conv } = fromAddress();
  Object.assign(state, { me: user, conv });
  announce();
  connect();
  addEventListener('popstate', () => {
    const to = fromAddress();
    openConversation(to.conv, { push: false });
    become(to.user, { push: false });
  });
}

export async function speak(lang) {
  const before = state.lang;
  state.lang = lang;
  try {
    state.boot = await get('boot');
    announce();
  } catch (error) {
    state.lang = before;
    emit('alert', error.message);
  }
}
