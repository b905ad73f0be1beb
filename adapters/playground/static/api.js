// Talking to the server. Whatever goes wrong becomes a sentence for people.
import { state } from './state.js';
import { t } from './texts.js';

export class Refused extends Error {
  constructor(sentence, status) {
    super(sentence);
    this.status = status;
  }
}

export function address(path, params = {}) {
  return `/playground/${path}?${new URLSearchParams({ as: state.me, lang: state.lang, ...params })}`;
}

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Refused(t('error.lost'), 0);
  }
  let body = null;
  try {
    body = await response.json();
  } catch {
    // No JSON: the sentence below says so.
  }
  if (!response.ok || body === null) throw new Refused(body?.error ?? t('error.server'), response.status);
  return body;
}

export const get = (path, params, options) => request(address(path, params), options);

export const post = (path, body, as = state.me) =>
  request(address(path, { as }), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
