// Live news. A browser opens six connections to a server in all its windows together,
// so four windows get a stream and further ones ask every second.
import { state, take, emit } from './state.js';
import { address, get } from './api.js';

const slots = 4;
const silence = 40_000; // a stream that says nothing for so long is dead
const patience = 1_500; // before saying that the connection is lost

let run = 0; // the current connection; older ones stop when they notice
let source = null;
let release = null; // gives the slot back
let lostTimer = 0;

const cursor = () => (state.epoch ? { epoch: state.epoch, since: state.rev } : {});

// connect begins anew, as the persona that is current.
export function connect() {
  disconnect();
  const mine = run;
  claim().then((got) => {
    if (mine !== run) got?.();
    else if (got) {
      release = got;
      listen(mine);
    } else ask(mine, 0);
  });
}

export function disconnect() {
  run++;
  source?.close();
  source = null;
  release?.();
  release = null;
}

// claim gets one of the browser's slots: a function to give it back, or null.
async function claim() {
  if (!navigator.locks) return () => {};
  for (let i = 0; i < slots; i++) {
    const got = await new Promise((resolve) => {
      navigator.locks.request(`kigo-stream-${i}`, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise((done) => resolve(done));
      });
    });
    if (got) return got;
  }
  return null;
}

function listen(mine) {
  let watchdog = 0;
  let retry = 500;
  const open = () => {
    if (mine !== run) return;
    source = new EventSource(address('stream', cursor()));
    alive();
    source.onmessage = (event) => {
      if (mine !== run) return;
      retry = 500;
      alive();
      receive(JSON.parse(event.data));
    };
    source.onerror = () => {
      if (mine !== run) return;
      again();
    };
  };
  const again = () => {
    clearTimeout(watchdog);
    source.close();
    lost();
    watchdog = setTimeout(open, retry);
    retry = Math.min(retry * 2, 5_000);
  };
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => mine === run && again(), silence);
  };
  open();
}

async function ask(mine, n) {
  if (mine !== run) return;
  try {
    const batch = await get('sync', cursor());
    if (mine !== run) return;
    receive(batch);
  } catch {
    lost();
  }
  if (n > 0 && n % 10 === 0) {
    const got = await claim();
    if (mine !== run) return got?.();
    if (got) {
      release = got;
      return listen(mine);
    }
  }
  setTimeout(() => ask(mine, n + 1), 1_000);
}

function receive(batch) {
  clearTimeout(lostTimer);
  lostTimer = 0;
  emit('connection', { lost: false });
  take(batch);
}

function lost() {
  if (!lostTimer) lostTimer = setTimeout(() => emit('connection', { lost: true }), patience);
}
