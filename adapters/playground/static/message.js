// One message of the stream.
import { state, persona, hue } from './state.js';
import { t, clockTime, size } from './texts.js';
import { el, icon, avatar, uid } from './dom.js';
import { rich, flat } from './rich.js';
import { press, choose } from './actions.js';

export function messageNode(m) {
  const author = m.from ? persona(m.from)?.name ?? m.from : t('conv.direct');
  const head = el(
    'header',
    { class: 'msg-head' },
    el('span', { class: 'author', dir: 'auto', text: author }),
    !m.from && el('span', { class: 'tag', text: t('bot') }),
    el('time', { class: 'msg-time', datetime: new Date(m.at).toISOString(), text: clockTime(m.at) }),
    m.private && el('span', { class: 'private', data: { test: 'private' } }, icon('eye'), t('private')),
  );
  const node = el(
    'article',
    { class: 'msg', tabindex: '-1', data: { test: 'message', kind: m.kind, id: m.id, rev: m.rev } },
    avatar(m.from ? author : null, hue(m.from)),
    el('div', { class: 'msg-body' }, head, m.from ? own(m) : card(m)),
  );
  node.classList.toggle('is-private', Boolean(m.private));
  lock(node, state.busy.has(m.id));
  return node;
}

const own = (m) => el('p', { class: 'msg-text', dir: 'auto', text: m.text });

function card(m) {
  return el(
    'div',
    { class: 'card' },
    ...(m.sections ?? []).map((s) => section(m, s)),
    ...(m.images ?? []).map((image) =>
      el('figure', { class: 'picture' }, el('img', { src: image.url, alt: image.alt, loading: 'lazy' })),
    ),
    m.files && el('ul', { class: 'files' }, ...m.files.map((f) => el('li', {}, file(f)))),
  );
}

function file(f) {
  return el(
    'a',
    { class: 'file', href: f.url, download: f.name, 'aria-label': t('file', { Name: f.name, Size: size(f.size) }), data: { test: 'file' } },
    icon('file'),
    el('span', { class: 'file-name', dir: 'auto', text: f.name }),
    el('span', { class: 'file-size', text: size(f.size) }),
  );
}

function section(m, s) {
  return el(
    'div',
    { class: 'section' },
    s.text && rich(s.text),
    s.fields && el('dl', { class: 'facts' }, ...s.fields.map((f) => fact(f))),
    ...(s.selects ?? []).map((sel) => choice(m, sel)),
    s.buttons && el('div', { class: 'actions' }, ...s.buttons.map((b) => action(m, b))),
  );
}

const fact = (f) =>
  el('div', { class: 'fact' }, el('dt', { text: f.label }), el('dd', { dir: 'auto' }, ...flat(f.value)));

// typed is what to type instead; it shows while its element has the focus or the pointer.
const typed = (id, line) =>
  el('span', { class: 'typed', role: 'tooltip', id }, `${t('typed')} `, el('code', { text: line }));

function action(m, b) {
  const id = uid();
  return el(
    'span',
    { class: 'action' },
    el(
      'button',
      {
        type: 'button',
        class: `btn ${b.style ?? ''}`,
        'aria-describedby': id,
        data: { test: 'button', n: b.n },
        on: { click: (event) => press(m, b.n, event.currentTarget) },
      },
      b.style === 'danger' && icon('warn'),
      b.label,
    ),
    typed(id, b.typed),
  );
}

function choice(m, sel) {
  const [id, hint, trouble] = [uid(), uid(), uid()];
  const error = el('p', { class: 'field-error', id: trouble, hidden: true });
  const line = typed(hint, sel.typed);
  const list = el(
    'select',
    { id, class: 'input', 'aria-describedby': `${hint} ${trouble}`, data: { test: 'select' } },
    el('option', { value: '', text: t('choose.first') }),
    ...sel.options.map((o) => el('option', { value: o.value, text: o.label })),
  );
  const go = el('button', { type: 'button', class: 'btn', data: { test: 'select-go' }, text: t('choose.go') });
  list.addEventListener('change', () => {
    const picked = sel.options[list.selectedIndex - 1];
    line.querySelector('code').textContent = picked ? `${sel.typed} ${picked.value}` : sel.typed;
    error.hidden = true;
    list.removeAttribute('aria-invalid');
  });
  go.addEventListener('click', () => {
    const picked = sel.options[list.selectedIndex - 1];
    if (picked) return choose(m, sel.n, picked.value, go);
    error.textContent = t('choose');
    error.hidden = false;
    list.setAttribute('aria-invalid', 'true');
    list.focus();
  });
  return el(
    'div',
    { class: 'choice' },
    el('label', { for: id, text: sel.label }),
    el('div', { class: 'choice-row action' }, list, go, line),
    error,
  );
}

// lock takes a message's buttons out of use while a click is in flight.
export function lock(node, busy) {
  node.toggleAttribute('aria-busy', false);
  if (busy) node.setAttribute('aria-busy', 'true');
  for (const control of node.querySelectorAll('.btn, select')) control.disabled = busy;
}
