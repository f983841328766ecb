// Frame clock, in an extension's frame inside the meeting page: hands the page's port to a worker whose timer nothing throttles.
const worker = new Worker(new URL('./frame-clock-worker.ts', import.meta.url), { type: 'module' });

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const port = event.ports[0];
  if (event.source !== window.parent || event.data !== 'subcam:clock' || port === undefined) return;
  worker.postMessage(null, [port]);
});
