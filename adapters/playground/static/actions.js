// What a persona does: write, press a button, choose, send a form.
import { state, emit } from './state.js';
import { post } from './api.js';
import { openForm } from './form.js';

// owed notes that kigo owes an answer in a conversation while the work goes on.
async function owed(conv, work) {
  const add = (n) => {
    state.waiting.set(conv, (state.waiting.get(conv) ?? 0) + n);
    emit('waiting');
  };
  add(1);
  try {
    return await work();
  } finally {
    add(-1);
  }
}

async function click(message, body, control) {
  if (state.busy.has(message.id)) return;
  state.busy.add(message.id);
  emit('busy', message.id);
  emit('alert', '');
  try {
    const answer = await owed(message.conversation, () => post('click', { message: message.id, ...body }));
    if (answer.form) openForm(answer.form, control);
  } catch (error) {
    emit('alert', error.message);
  } finally {
    state.busy.delete(message.id);
    emit('busy', message.id);
    if (document.activeElement === document.body) emit('refocus', { id: message.id, control });
  }
}

export const press = (message, button, control) => click(message, { button }, control);

export const choose = (message, select, value, control) => click(message, { select, value }, control);

const queues = new Map(); // by persona and conversation: messages go out one after the other

// say sends a text and resolves to whether it arrived. If the answer failed it still did.
export function say(text) {
  const { me, conv } = state;
  const name = `${me} ${conv}`;
  const sent = (queues.get(name) ?? Promise.resolve()).then(async () => {
    try {
      const answer = await owed(conv, () => post('say', { conversation: conv, text }, me));
      if (answer.form && me === state.me) openForm(answer.form, document.getElementById('text'));
      return true;
    } catch (error) {
      emit('alert', error.message);
      return error.status >= 500;
    }
  });
  queues.set(name, sent);
  return sent;
}
