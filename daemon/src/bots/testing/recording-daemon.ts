// A daemon that only leases and listens, and an extension that only tells it what it was asked to do.
import { EventEmitter, once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Server } from 'socket.io';
import type { BotStatus } from '@subcam/shared';
import { createTokenRoute, type ResponseOf, type TokenWish } from '@subcam/shared/http';
import { RUNNER_NAMESPACE, type RunnerClientToServer, type RunnerServerToClient } from '@subcam/shared/wire';
import { answerIdentityOf } from '../../testing/identity-answer.ts';
import { nextNews } from './loopback-meet.ts';
import { ACCOUNT } from './scripted-meet.ts';

/** What it gives a bot for its Chrome. */
export const BOT_TOKEN = `subcam_abcdefghijkl_${'b'.repeat(43)}`;

function tokenAnswer({ name, scopes, botId = null }: TokenWish): ResponseOf<typeof createTokenRoute> {
  const row = { id: 'abcdefghijkl', name, scopes: [...scopes], botId, sessionId: null, createdAtMs: 0, expiresAtMs: null, expired: false };
  return { token: scopes.join() === 'capture' && botId !== null ? BOT_TOKEN : '', row };
}

export const TOKEN = 'a-token-of-the-tests';

export interface ExtensionCall {
  readonly method: string;
  readonly argument: unknown;
  /** Which life of the service worker answered: rises with each start. */
  readonly bornAtMs: number;
}

export interface RecordingDaemon {
  readonly url: string;
  readonly port: number;
  readonly states: readonly BotStatus[];
  readonly calls: readonly ExtensionCall[];
  /** The next call of this method that the extension tells of, past ones included, each given once. */
  called(method: string): Promise<ExtensionCall>;
  askToLeave(reason: string): void;
  close(): Promise<void>;
}

/** Starts it on a port, 0 for a free one. */
export async function startRecordingDaemon(port = 0): Promise<RecordingDaemon> {
  const states: BotStatus[] = [];
  const calls: ExtensionCall[] = [];
  const taken = new Set<ExtensionCall>();
  const news = new EventEmitter();
  const http = createServer((request, response) => {
    if (answerIdentityOf(TOKEN, request, response)) return;
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/calls') {
        calls.push(JSON.parse(body) as ExtensionCall);
        news.emit('news');
      }
      if (request.method === createTokenRoute.method && request.url === createTokenRoute.path) {
        response.writeHead(201).end(JSON.stringify(tokenAnswer(createTokenRoute.body.parse(JSON.parse(body)))));
      } else response.end('{}');
    });
  });
  const io = new Server<RunnerClientToServer, RunnerServerToClient>(http);
  const runners = io.of(RUNNER_NAMESPACE);
  runners.use((socket, next) => {
    const { token } = socket.handshake.auth;
    if (token === TOKEN) next();
    else next(Object.assign(new Error('unauthorized'), { data: { code: 'unauthorized', message: 'Wrong token.', retryable: false } }));
  });
  runners.on('connection', (socket) => {
    socket.on('lease', (status, answer) => {
      states.push(status);
      answer({ ok: true, value: { leaseMs: 30_000 } });
    });
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const taking = (http.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taking}`,
    port: taking,
    states,
    calls,
    called: async (method) => {
      for (;;) {
        const call = calls.find((one) => one.method === method && !taken.has(one));
        if (call !== undefined) {
          taken.add(call);
          return call;
        }
        await nextNews(news, `the extension to tell of "${method}"`);
      }
    },
    askToLeave: (reason) => runners.emit('leave', reason),
    close: async () => {
      await io.close();
    },
  };
}

const WORKER = `
const bornAtMs = Date.now();
async function tell(method, argument) {
  const { daemonUrl } = await chrome.storage.session.get('daemonUrl');
  await fetch(daemonUrl + '/calls', { method: 'POST', body: JSON.stringify({ method, argument: argument ?? null, bornAtMs }) });
}
globalThis.subcam = {
  configure: async (config) => { await chrome.storage.session.set({ daemonUrl: config.daemonUrl }); await tell('configure', config); },
  start: async (request) => {
    const [tab] = await chrome.tabs.query({ url: 'https://meet.google.com/*' });
    const streamId = await chrome.tabCapture.getMediaStreamId({ targetTabId: tab.id });
    await tell('start', { ...request, url: tab.url, captures: streamId.length > 0 });
    return { sessionId: 's', captureId: 'c' };
  },
  stop: async () => { await tell('stop'); return ${JSON.stringify(ACCOUNT)}; },
};`;

/** An unpacked extension with Subcam's id whose service worker tells the daemon what it is asked. Returns its folder. */
export async function writeRecordingExtension(folder: string, key: string): Promise<string> {
  const dir = path.join(folder, 'extension');
  await mkdir(dir, { recursive: true });
  const manifest = {
    manifest_version: 3,
    name: 'Subcam of the tests',
    version: '0.0.1',
    key,
    permissions: ['tabCapture', 'storage', 'tabs'],
    host_permissions: ['https://meet.google.com/*', 'http://127.0.0.1/*'],
    background: { service_worker: 'worker.js' },
  };
  await writeFile(path.join(dir, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(dir, 'worker.js'), WORKER);
  return dir;
}
