// The page of a read link: follows the subtitles of the one session that its token is for. The token is in the fragment, which is never sent.

/** Of Socket.IO, whose script is loaded before. */
const { io } = globalThis;

const CUES_SHOWN = 200;
const RECONNECT_MS = 2000;
/** What no trying again mends. */
const FINAL_CODES = ['unauthorized', 'forbidden-scope', 'protocol-version', 'bad-request'];

const state = document.getElementById('state');
const cues = document.getElementById('cues');

function tellState(kind, words) {
  // What is said again would be read aloud again.
  if (state.textContent !== words) state.textContent = words;
  state.dataset.state = kind;
}

const UTF8 = new TextEncoder();
const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Whether who answers now knows the token: another program may have taken the daemon's port since this page was loaded. */
async function isOwnDaemon(token) {
  const nonce = hexOf(crypto.getRandomValues(new Uint8Array(32)));
  const [, id] = token.split('_');
  const response = await fetch(`/api/identity?${new URLSearchParams({ nonce, token: id })}`, { cache: 'no-store' });
  const { proof } = await response.json();
  const secret = await crypto.subtle.digest('SHA-256', UTF8.encode(token));
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const port = location.port || (location.protocol === 'https:' ? '443' : '80');
  // On this machine the daemon proves itself as 127.0.0.1, by whichever of its names it was asked.
  const name = ['localhost', '[::1]'].includes(location.hostname) ? '127.0.0.1' : location.hostname;
  const lines = ['subcam identity 1', nonce, `${name}:${port}`].join('\n');
  return proof === hexOf(await crypto.subtle.sign('HMAC', key, UTF8.encode(lines)));
}

function paragraph(kind, text, language) {
  const element = document.createElement('p');
  element.className = kind;
  element.textContent = text;
  element.dir = 'auto';
  if (language !== undefined) element.lang = language;
  return element;
}

/** Elements by cue. */
const shown = new Map();

function show(cue) {
  let element = shown.get(cue.cueId);
  if (element === undefined) {
    element = document.createElement('div');
    element.className = 'cue';
    shown.set(cue.cueId, element);
    cues.append(element);
    for (const [oldest, old] of shown) {
      if (shown.size <= CUES_SHOWN) break;
      shown.delete(oldest);
      old.remove();
    }
  }
  element.dataset.status = cue.status;
  const speaker = cue.speakerName ?? cue.speakerLabel;
  element.replaceChildren(
    ...(speaker === null ? [] : [paragraph('speaker', speaker)]),
    paragraph('original', cue.original.text, cue.sourceLanguage),
    ...Object.entries(cue.translations).map(([language, { text }]) => paragraph('translation', text, language)),
  );
  element.scrollIntoView({ block: 'nearest' });
}

/** What a camera takes off stays here to be read, but for words that came to nothing. */
function takeAway(cueId) {
  const element = shown.get(cueId);
  if (element?.dataset.status !== 'partial') return;
  shown.delete(cueId);
  element.remove();
}

/** Resolves when the connection is over, with whether another may be tried. */
function follow(sessionId, token) {
  return new Promise((resolve) => {
    const socket = io('/subtitles', {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token, protocolVersion: Number(document.body.dataset.protocolVersion), client: 'page of a read link' },
    });
    const end = (words, mayTryAgain) => {
      socket.disconnect();
      tellState('away', words);
      resolve(mayTryAgain);
    };
    socket.on('connect_error', (error) => {
      const { code, message } = error.data ?? {};
      if (FINAL_CODES.includes(code)) end(message, false);
      else end('The daemon can’t be reached; it is tried again.', true);
    });
    socket.on('disconnect', () => end('The connection was lost; it is tried again.', true));
    socket.on('event', (event) => {
      if (event.sessionId !== sessionId || event.type !== 'cue') return;
      if (event.update.type === 'upsert') show(event.update.cue);
      else takeAway(event.update.cueId);
    });
    socket.on('connect', () => {
      socket.emit('subscribe', { sessionId }, (answer) => {
        if (!answer.ok) end(answer.error.message, false);
        else if (answer.value.sessions.length === 0)
          tellState('asking', 'This session does not run now: subtitles appear when it goes on.');
        else tellState('alive', 'Live');
      });
    });
  });
}

async function main() {
  const link = new URLSearchParams(location.hash.slice(1));
  const sessionId = link.get('session');
  const token = link.get('token');
  if (sessionId === null || token === null) {
    tellState('away', 'This link is not whole: ask for it again, and copy all of it.');
    return;
  }
  for (;;) {
    let mayTryAgain = true;
    try {
      if (await isOwnDaemon(token)) mayTryAgain = await follow(sessionId, token);
      else {
        tellState('away', 'This link is no longer good: it has expired or was revoked. Ask for another.');
        mayTryAgain = false;
      }
    } catch {
      tellState('away', 'The daemon can’t be reached; it is tried again.');
    }
    if (!mayTryAgain) return;
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
}

void main();
