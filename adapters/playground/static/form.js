// A form of kigo's, as a dialog.
import { state } from './state.js';
import { t } from './texts.js';
import { el, $, icon, uid } from './dom.js';
import { rich } from './rich.js';
import { post } from './api.js';

let opener = null; // gets the focus back

export function openForm(form, from) {
  const dialog = $('form');
  if (!dialog.open) opener = from;
  const me = state.me;
  const rows = form.fields.map(row);
  const trouble = el('div', { class: 'form-trouble', role: 'alert', tabindex: '-1', data: { test: 'form-error' }, hidden: true });
  const send = el('button', { type: 'submit', class: 'btn primary', data: { test: 'form-submit' }, text: form.submit });
  const page = el(
    'form',
    { class: 'form', novalidate: true, on: { submit: (event) => submit(event) } },
    el(
      'header',
      { class: 'dialog-head' },
      el('h2', { id: 'form-title', text: form.title }),
      el('button', { type: 'button', class: 'icon-button', 'aria-label': t('close'), title: t('close'), on: { click: close } }, icon('close')),
    ),
    el(
      'div',
      { class: 'dialog-body' },
      form.intro && rich(form.intro),
      trouble,
      form.fields.some((f) => f.required) && el('p', { class: 'hint', text: t('form.legend') }),
      ...rows.map((r) => r.node),
    ),
    el(
      'footer',
      { class: 'dialog-foot' },
      el('button', { type: 'button', class: 'btn', data: { test: 'form-cancel' }, text: t('cancel'), on: { click: close } }),
      send,
    ),
  );
  dialog.replaceChildren(page);
  if (!dialog.open) dialog.showModal();
  (rows[0]?.input ?? send).focus();

  async function submit(event) {
    event.preventDefault();
    if (send.disabled) return;
    send.disabled = true;
    page.setAttribute('aria-busy', 'true');
    let answer;
    try {
      const values = Object.fromEntries(rows.map((r) => [r.field.name, r.input.value]));
      answer = await post('submit', { form: form.id, values }, me);
    } catch (error) {
      answer = { errors: { '': error.message } };
    }
    send.disabled = false;
    page.removeAttribute('aria-busy');
    if (!dialog.open || !dialog.contains(page)) return; // closed meanwhile
    if (answer.errors && Object.keys(answer.errors).length > 0) complain(answer.errors);
    else if (answer.form) openForm(answer.form, opener);
    else close();
  }

  function complain(errors) {
    const known = new Set(rows.map((r) => r.field.name));
    const general = Object.entries(errors).filter(([name]) => !known.has(name)).map(([, text]) => text);
    for (const r of rows) r.complain(errors[r.field.name] ?? '');
    if (general.length === 0 && rows.some((r) => errors[r.field.name])) general.push(t('form.errors'));
    trouble.replaceChildren(icon('warn'), el('span', { text: general.join(' ') }));
    trouble.hidden = general.length === 0;
    (rows.find((r) => errors[r.field.name])?.input ?? trouble).focus();
  }
}

// row is one field: label, hint, input, error.
function row(field) {
  const [id, hint, trouble] = [uid(), uid(), uid()];
  const shared = {
    id,
    class: 'input',
    name: field.name,
    required: field.required,
    'aria-describedby': `${hint} ${trouble}`,
    data: { test: `field-${field.name}` },
  };
  const input = control(field, shared);
  const count = field.max > 0 && field.type !== 'select' && el('span', { class: 'count', 'aria-hidden': 'true' });
  const error = el('p', { class: 'field-error', id: trouble, hidden: true });
  const update = () => {
    if (!count) return;
    const used = [...input.value].length;
    count.textContent = t('form.left', { Used: used, Max: field.max });
    count.classList.toggle('over', used > field.max);
  };
  input.addEventListener('input', update);
  update();
  return {
    field,
    input,
    node: el(
      'div',
      { class: 'field' },
      el(
        'div',
        { class: 'field-head' },
        el('label', { for: id }, field.label, field.required && el('span', { class: 'needed', text: t('form.needed') })),
        count,
      ),
      el('p', { class: 'hint', id: hint, text: field.hint ?? '', hidden: !field.hint }),
      input,
      error,
    ),
    complain(text) {
      error.replaceChildren(icon('warn'), text);
      error.hidden = !text;
      if (text) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    },
  };
}

function control(field, shared) {
  if (field.type === 'select') {
    const options = field.options ?? [];
    const empty = !field.required || !options.some((o) => o.value === field.value);
    const list = el(
      'select',
      shared,
      empty && el('option', { value: '', text: field.required ? t('choose.first') : t('form.none') }),
      ...options.map((o) => el('option', { value: o.value, text: o.label })),
    );
    list.value = options.some((o) => o.value === field.value) ? field.value : '';
    return list;
  }
  const input = el(field.type === 'textarea' ? 'textarea' : 'input', {
    ...shared,
    rows: field.type === 'textarea' && '4',
    inputmode: field.type === 'number' && 'numeric',
    autocomplete: 'off',
    dir: 'auto',
  });
  input.value = field.value ?? '';
  return input;
}

function close() {
  $('form').close();
}

export function setUpForm() {
  $('form').addEventListener('close', () => {
    const target = opener?.isConnected ? opener : $('text');
    target.blur(); // Chromium gives it the focus back, but sometimes not the caret
    target.focus();
  });
}
