// A small meeting on loopback that answers as meet.google.com: the screens of Meet's page, moved along by a test.
import { createHash, X509Certificate } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SubcamError, systemClock, withinTime } from '@subcam/shared';
import { generate } from 'selfsigned';

export type MeetCommand =
  | { readonly type: 'show'; readonly screen: 'pre-join' | 'lobby' | 'in-call' | 'over'; readonly text?: string }
  | { readonly type: 'others'; readonly present: boolean }
  | { readonly type: 'dialog'; readonly text: string }
  /** The dialog comes up when the mouse moves next, with its "Cancel", which ends the meeting for the bot, all over the page. */
  | { readonly type: 'ambush'; readonly text: string }
  | { readonly type: 'camera'; readonly on: boolean };

/** What the page said last of itself. */
export interface MeetPageReport {
  readonly event: 'asked' | 'left' | 'accepted' | 'toggled' | 'microphone';
  readonly name: string;
  readonly cameraOn: boolean;
  readonly microphoneOn: boolean;
  readonly detail?: string;
  readonly language?: string;
}

export interface LoopbackMeet {
  readonly meetingUrl: string;
  /** Chrome switches that make this server `https://meet.google.com`. */
  readonly chromeArgs: readonly string[];
  /** How often the meeting's page was asked for. */
  pageLoads(): number;
  tell(command: MeetCommand): void;
  /** The next report of this event, past ones included, each given once. */
  said(event: MeetPageReport['event']): Promise<MeetPageReport>;
  close(): Promise<void>;
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Meet</title></head><body>
<main id="pre-join"><h1>Ready to join?</h1>
  <input type="text" aria-label="Your name" maxlength="60">
  <div role="button" class="microphone" tabindex="0"></div><button class="camera"></button>
  <button id="ask" disabled><i>person_add</i><br><span>Ask to join</span></button>
  <button><span>Other ways to join</span></button></main>
<main id="lobby" hidden><p>Asking to be let in\u2026</p><p>You\u2019ll join the call when someone lets you in</p>
  <div role="region" aria-label="Call controls"><button class="microphone"></button><button class="camera"></button>
    <button aria-label="Leave call">call_end</button></div>
  <button>Return to home screen</button>
  <div data-participant-id="spaces/a/devices/1"><span data-self-name="You">You</span></div></main>
<main id="in-call" hidden>
  <div data-participant-id="spaces/a/devices/1"><span data-self-name="You" class="notranslate">You</span></div>
  <div id="other" data-participant-id="spaces/a/devices/2"><span class="notranslate">You left the meeting</span><i data-audio-level="2"></i></div>
  <div role="region" aria-label="Call controls"><button class="microphone"></button><button class="camera"></button>
    <button aria-label="Chat with everyone">chat</button><button aria-label="People">group</button>
    <div style="transform: translateY(200vh)"><button aria-label="Leave call">call_end</button></div></div></main>
<main id="over" hidden><h1></h1><button>Return to home screen</button></main>
<div id="dialog" hidden role="dialog" aria-modal="true" style="position: fixed; inset: 0; background: white">
  <p></p><button data-mdc-dialog-action="cancel">Cancel</button><button data-mdc-dialog-action="ok">Join now</button></div>
<script>
const devices = { camera: false, microphone: true };
const one = (selector) => document.querySelector(selector);
function say(event, more = {}) {
  const state = { event, name: one('input').value, cameraOn: devices.camera, microphoneOn: devices.microphone, language: navigator.language, ...more };
  return fetch('/said', { method: 'POST', body: JSON.stringify(state), keepalive: true });
}
function draw() {
  for (const kind of ['camera', 'microphone']) for (const toggle of document.querySelectorAll('.' + kind)) {
    toggle.setAttribute('aria-label', 'Turn ' + (devices[kind] ? 'off ' : 'on ') + kind + ' (ctrl + x)');
    toggle.setAttribute('data-is-muted', String(!devices[kind]));
  }
  one('#ask').disabled = one('input').value === '';
}
function show(screen, text) {
  for (const main of document.querySelectorAll('main')) main.hidden = main.id !== screen;
  if (text !== undefined) one('#over h1').textContent = text;
}
for (const kind of ['camera', 'microphone']) for (const toggle of document.querySelectorAll('.' + kind)) {
  toggle.onclick = () => { devices[kind] = !devices[kind]; draw(); say('toggled', { detail: kind }); };
}
one('input').oninput = draw;
one('#ask').onclick = () => { show('lobby'); say('asked'); };
for (const leave of document.querySelectorAll('[aria-label="Leave call"]')) leave.onclick = () => { show('over', 'You left the meeting'); say('left'); };
one('[data-mdc-dialog-action="ok"]').onclick = () => { one('#dialog').hidden = true; say('accepted'); };
one('[data-mdc-dialog-action="cancel"]').onclick = () => show('over', 'You\u2019ve been removed from the meeting');
new EventSource('/commands').onmessage = ({ data }) => {
  const command = JSON.parse(data);
  if (command.type === 'show') show(command.screen, command.text);
  if (command.type === 'others') one('#other').toggleAttribute('hidden', !command.present), command.present || one('#other')?.remove();
  if (command.type === 'dialog') { one('#dialog p').textContent = command.text; one('#dialog').hidden = false; }
  if (command.type === 'ambush') addEventListener('mousemove', () => {
    one('[data-mdc-dialog-action="cancel"]').style = 'position: fixed; inset: 0 0 50px; width: 100%';
    one('[data-mdc-dialog-action="ok"]').style = 'position: fixed; bottom: 0';
    one('#dialog p').textContent = command.text;
    one('#dialog').hidden = false;
  }, { once: true });
  if (command.type === 'camera') { devices.camera = command.on; draw(); }
};
draw();
navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted', (error) => error.name).then((detail) => say('microphone', { detail }));
</script></body></html>`;

/** Resolves with the next news; rejects after 20 s, naming what was waited for. */
export async function nextNews(news: EventEmitter, what: string): Promise<void> {
  const late = (): SubcamError => new SubcamError('timeout', `Waited 20 s in vain for ${what}`);
  await withinTime(20_000, (signal) => once(news, 'news', { signal }), { clock: systemClock, late });
}

export async function startLoopbackMeet(): Promise<LoopbackMeet> {
  const pems = await generate([{ name: 'commonName', value: 'meet.google.com' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'meet.google.com' }] }],
  });
  const publicKey = new X509Certificate(pems.cert).publicKey.export({ type: 'spki', format: 'der' });
  const pin = createHash('sha256').update(publicKey).digest('base64');
  const streams = new Set<ServerResponse>();
  const reports: MeetPageReport[] = [];
  const news = new EventEmitter();
  let pageLoads = 0;
  const server = createServer({ key: pems.private, cert: pems.cert }, (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'https://meet.google.com');
    if (pathname === '/commands') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.flushHeaders();
      streams.add(response);
      response.on('close', () => streams.delete(response));
    } else if (pathname === '/said') {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        reports.push(JSON.parse(body) as MeetPageReport);
        news.emit('news');
        response.end();
      });
    } else if (pathname === '/abc-defg-hij') {
      pageLoads += 1;
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(PAGE);
    } else {
      response.writeHead(404);
      response.end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    meetingUrl: 'https://meet.google.com/abc-defg-hij',
    chromeArgs: [`--host-resolver-rules=MAP meet.google.com:443 127.0.0.1:${port}`, `--ignore-certificate-errors-spki-list=${pin}`],
    pageLoads: () => pageLoads,
    tell: (command) => {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(command)}\n\n`);
    },
    said: async (event) => {
      for (;;) {
        const at = reports.findIndex((report) => report.event === event);
        if (at >= 0) return reports.splice(at, 1)[0] as MeetPageReport;
        await nextNews(news, `the page to say "${event}"; it said ${JSON.stringify(reports)}`);
      }
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
