// Models that are only offered, as those of whisper.cpp on its hub are: named they are fetched, listed once they are there, and removed.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

let home: string;
let models: string;
let hub: Server;
let asked: string[];
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-offered-'));
  models = path.join(home, 'models');
  asked = [];
  hub = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    hub.listen(0, '127.0.0.1', resolve);
  });
  const { port } = hub.address() as AddressInfo;
  env = { HOME: home, SUBCAM_HOME: home, SUBCAM_MODELS: models, HF_ENDPOINT: `http://127.0.0.1:${port}/mirror` };
});

afterEach(async () => {
  await new Promise((resolve) => hub.close(resolve));
  await rm(home, { recursive: true, force: true });
});

async function subcam(...args: readonly string[]) {
  const terminal = recordingTerminal(env);
  const code = await runCli(args, terminal);
  return { code, out: terminal.outLines.join('\n'), said: terminal.saidLines.join('\n') };
}

const idsIn = (out: string): readonly string[] => (JSON.parse(out) as { models: { id: string }[] }).models.map(({ id }) => id);

test('one that is named is asked for at the hub that HF_ENDPOINT names, and what to check is said where it is not there', async () => {
  const { code, said } = await subcam('models', 'pull', 'whisper-small');
  expect(code).toBe(2);
  expect(asked).toEqual(['/mirror/ggerganov/whisper.cpp/resolve/main/ggml-small.bin']);
  expect(said).toMatch(/404.*HF_ENDPOINT/);
});

test('an HF_ENDPOINT that is no address is refused', async () => {
  env = { ...env, HF_ENDPOINT: 'hub.example' };
  expect(await subcam('models', 'pull', 'whisper-tiny')).toMatchObject({
    code: 2,
    said: expect.stringContaining('HF_ENDPOINT is "hub.example"'),
  });
});

test('those that nobody has fetched are not listed, and not missed', async () => {
  expect(idsIn((await subcam('models', '--json')).out)).not.toContain('whisper-small');
  expect((await subcam('models', 'verify', '--all')).said).not.toContain('whisper-small');
  expect(asked).toEqual([]);
});

test('one that is there is listed, found damaged, and removed', async () => {
  await mkdir(path.join(models, 'whisper-tiny'), { recursive: true });
  await writeFile(path.join(models, 'whisper-tiny', 'ggml-tiny.bin'), 'not the published file');
  const { out } = await subcam('models', '--json');
  expect(JSON.parse(out)).toMatchObject({
    models: expect.arrayContaining([expect.objectContaining({ id: 'whisper-tiny', status: 'corrupt', engines: ['whisper'] })]),
  });
  const rest = await subcam('models', 'rm', 'whisper-tiny');
  expect(rest).toMatchObject({ code: 0, out: expect.stringContaining('Removed whisper-tiny') });
  expect(idsIn((await subcam('models', '--json')).out)).not.toContain('whisper-tiny');
});

test('the one that is configured is what install, verify and doctor look for', async () => {
  env = { ...env, SUBCAM_STT: 'whisper', SUBCAM_WHISPER_LOCAL_MODEL: 'whisper-small.en' };
  expect((await subcam('models', 'verify')).said).toContain('whisper-small.en/ggml-small.en.bin');
  expect((await subcam('doctor')).out).toContain('whisper-small.en');
});
