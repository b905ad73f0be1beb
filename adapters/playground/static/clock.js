// The demo clock in the top bar.
import { state, on } from './state.js';
import { t, dayAndTime } from './texts.js';
import { $ } from './dom.js';
import { post } from './api.js';

let pending = false; // this window asked for it

const now = () => state.clock.now + (performance.now() - state.clock.at);

function tick() {
  if (!state.clock) return;
  const text = dayAndTime(now());
  if ($('clock-text').textContent !== text) $('clock-text').textContent = text;
}

function busy() {
  const moving = pending || Boolean(state.clock?.moving);
  const panel = $('clock-panel');
  if (panel.getAttribute('aria-busy') === String(moving)) return;
  panel.setAttribute('aria-busy', String(moving));
  $('clock').classList.toggle('moving', moving);
  for (const control of panel.querySelectorAll('button, input')) control.disabled = moving;
  if (moving) $('clock-state').textContent = t('clock.moving');
  else if ($('clock-state').textContent === t('clock.moving')) $('clock-state').textContent = '';
}

async function advance(by, control) {
  if (pending) return;
  pending = true;
  busy();
  let said = '';
  try {
    const answer = await post('advance', { by });
    state.clock = { now: answer.now, moving: false, at: performance.now() };
    tick();
    said = t('clock.moved', { Time: dayAndTime(answer.now) });
    $('clock-free').value = '';
  } catch (error) {
    said = error.message;
  }
  pending = false;
  busy();
  $('clock-state').textContent = said;
  if (document.activeElement === document.body) control.focus();
}

function open(wanted) {
  $('clock-panel').hidden = !wanted;
  $('clock').setAttribute('aria-expanded', String(wanted));
  if (!wanted && !pending) $('clock-state').textContent = '';
}

export function setUpClock() {
  const panel = $('clock-panel');
  $('clock').addEventListener('click', () => open(panel.hidden));
  for (const button of panel.querySelectorAll('[data-by]')) {
    button.addEventListener('click', () => advance(button.dataset.by, button));
  }
  $('clock-form').addEventListener('submit', (event) => {
    event.preventDefault();
    advance($('clock-free').value, $('clock-free'));
  });
  document.addEventListener('click', (event) => {
    if (!panel.hidden && !event.target.closest('.clock')) open(false);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return;
    const inside = panel.contains(document.activeElement);
    open(false);
    if (inside) $('clock').focus();
  });
  on('clock', () => {
    tick();
    busy();
  });
  on('language', tick);
  setInterval(tick, 1_000);
}

export function openClock() {
  open(true);
  $('clock').focus();
}
