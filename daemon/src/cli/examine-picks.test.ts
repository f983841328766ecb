// subcam doctor where the daemon chooses its translators: which it would ask, in which order and why, and which it would leave out.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

interface Finding {
  readonly part: string;
  readonly status: string;
  readonly detail: string;
}

let home: string;
let server: Server;
let device: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-picks-'));
  device = 'cuda:0';
  server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/api/health') response.end('{"status": "healthy"}');
      else if (request.url === '/api/device-info') response.end(JSON.stringify({ device }));
      else if (request.method === 'POST' && request.url === '/api/translate')
        response.end('{"translated_text": "Bom dia.", "confidence": 0.9}');
      else response.writeHead(404).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true });
});

async function doctor(env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Finding>> {
  const json = recordingTerminal({ HOME: home, PATH: '', ...env });
  await runCli(['doctor', '--json'], json);
  const { findings } = JSON.parse(json.outLines[0] ?? '') as { readonly findings: readonly Finding[] };
  return new Map(findings.map((finding) => [finding.part, finding]));
}

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

it('names them in their order with the device, and why others are not asked', async () => {
  const found = await doctor({ SUBCAM_TRANSLATOR: 'auto', SUBCAM_TRANSLATION_URL: address() });
  expect(found.get('translators chosen')).toMatchObject({
    status: 'warning',
    detail: expect.stringMatching(
      /^translation-service \(on a GPU \(cuda:0\), a sentence in \d+ ms\); not asked: bergamot \(.*can’t be used.*\), apertium \(.*\)$/u,
    ) as string,
  });
  // Nothing that was not named was asked.
  expect(found.has('service of libretranslate')).toBe(false);
});

it('leaves out a service that does not answer, and does not call that missing', async () => {
  const found = await doctor({ SUBCAM_TRANSLATOR: 'auto', SUBCAM_TRANSLATION_URL: 'http://127.0.0.1:9' });
  expect(found.get('service of translation-service')).toMatchObject({ status: 'warning' });
  expect(found.get('translators chosen')?.detail).toMatch(/translation-service \(left out for now: .*can't be reached/u);
});

it('says nothing of it where the configuration names the translators', async () => {
  const found = await doctor({ SUBCAM_TRANSLATOR: 'translation-service', SUBCAM_TRANSLATION_URL: address() });
  expect(found.has('translators chosen')).toBe(false);
});
