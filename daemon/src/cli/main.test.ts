// The program as a whole: exit codes and sentences, for people and for other programs.
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from './main.ts';
import { openProgressBar } from './progress-bar.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';
import type { RecordingTerminal } from './testing/recording-terminal.ts';

let home: string;
let terminal: RecordingTerminal;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'subcam-cli-'));
  // A port on which nobody listens: the discard service's.
  terminal = recordingTerminal({ HOME: home, PATH: '', SUBCAM_PORT: '9' });
});

afterEach(() => rm(home, { recursive: true, force: true }));

test('without a command the program says what it can do, and that this was no command', async () => {
  expect(await runCli([], terminal)).toBe(2);
  const [overview = ''] = terminal.outLines;
  for (const name of ['up', 'demo', 'join', 'transcribe', 'models', 'pair', 'config', 'doctor'])
    expect(overview).toMatch(new RegExp(`^  ${name} `, 'm'));
});

test.each(['up', 'demo', 'join', 'transcribe', 'models', 'pair', 'config', 'doctor'])('%s has a help that exits with 0', async (name) => {
  expect(await runCli([name, '--help'], terminal)).toBe(0);
  expect(terminal.outLines.join('\n')).toContain(`subcam ${name}`);
});

test('an unknown command, an unknown flag and a meeting that is none are bad input', async () => {
  for (const argv of [['dance'], ['toString'], ['up', '--prot', '3'], ['join', 'https://example.com/abc-defg-hij'], ['join']]) {
    const fresh = recordingTerminal(terminal.env);
    expect([argv, await runCli(argv, fresh)]).toEqual([argv, 2]);
    expect(fresh.saidLines).toHaveLength(1);
    expect(fresh.saidLines[0]).not.toMatch(/\n\s+at /);
  }
});

test('a command that needs a daemon says how to start one, also as JSON', async () => {
  expect(await runCli(['pair', '--json'], terminal)).toBe(2);
  expect(terminal.saidLines).toEqual(['No daemon answers at http://127.0.0.1:9: start it with "subcam up".']);
  expect(JSON.parse(terminal.outLines[0] ?? '')).toEqual({
    error: { code: 'network', message: terminal.saidLines[0], retryable: false },
  });
});

test('--verbose shows where an error came from', async () => {
  await runCli(['pair', '--verbose'], terminal);
  expect(terminal.saidLines[0]).toMatch(/\n\s+at /);
});

test('a file that is no sound is bad input before any daemon is looked for', async () => {
  const file = path.join(home, 'text.wav');
  await writeFile(file, 'no sound');
  expect(await runCli(['transcribe', file], terminal)).toBe(2);
  expect(terminal.saidLines[0]).toContain('is not a WAV file');
});

test('models that are not there are listed as missing, and verifying them says how to get them', async () => {
  expect(await runCli(['models', '--json'], terminal)).toBe(0);
  const listed = JSON.parse(terminal.outLines[0] ?? '') as { models: { status: string }[] };
  expect(listed.models.map((model) => model.status)).toEqual(['missing', 'missing', 'missing', 'missing']);
  expect(await runCli(['models', 'verify'], terminal)).toBe(2);
  expect(terminal.saidLines.at(-1)).toContain('subcam models install');
});

test('models are listed with who needs them, their languages, licence, size and source', async () => {
  expect(await runCli(['models', 'list', 'moonshine', '--json'], terminal)).toBe(0);
  const { models } = JSON.parse(terminal.outLines[0] ?? '') as { models: unknown[] };
  expect(models).toEqual([
    {
      id: 'moonshine-tiny-en',
      status: 'missing',
      needed: true,
      engines: ['moonshine'],
      title: expect.any(String) as string,
      licence: 'MIT',
      languages: ['en'],
      bytes: 21_903_297,
      sources: ['npm @moonshine-ai/moonshine-js@0.1.29', 'npm llama-tokenizer-js@1.2.2'],
    },
  ]);
});

test('models of engines that are not in use are not asked for, unless they are named or all are', async () => {
  const env = { ...terminal.env, SUBCAM_STT: 'whisper-service' };
  const missingIn = async (...args: readonly string[]): Promise<string> => {
    const verified = recordingTerminal(env);
    expect(await runCli(['models', 'verify', ...args], verified)).toBe(2);
    return verified.saidLines.join(' ');
  };
  expect(await missingIn()).not.toContain('moonshine');
  for (const args of [['--all'], ['moonshine'], ['moonshine-tiny-en']]) expect(await missingIn(...args)).toContain('moonshine');
  expect(await runCli(['models', 'verify', 'whisper-service'], terminal)).toBe(0);
});

test('a name that is neither a model nor an engine is refused with those that there are', async () => {
  expect(await runCli(['models', 'install', 'loud'], terminal)).toBe(2);
  expect(terminal.saidLines[0]).toMatch(/"loud".*silero-vad-v6.*apertium/);
});

test('doctor says of each engine whether it can run here, what it lacks, and whether what it hears leaves the machine', async () => {
  const env = { ...terminal.env, SUBCAM_STT: 'whisper-service', SUBCAM_WHISPER_URL: 'http://0.0.0.0:9/asr', SUBCAM_TRANSLATOR: 'none' };
  const json = recordingTerminal(env);
  await runCli(['doctor', '--json'], json);
  const { findings } = JSON.parse(json.outLines[0] ?? '') as {
    findings: { part: string; status: string; detail: string; engine?: object }[];
  };
  const byPart = new Map(findings.map((finding) => [finding.part, finding]));
  expect(byPart.get('stt whisper-service')).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('sound goes to 0.0.0.0:9: LEAVES this machine') as string,
    engine: { isInUse: true, leavesMachine: true, sendsTo: '0.0.0.0:9', title: 'Whisper service' },
  });
  expect(byPart.get('service of whisper-service')).toMatchObject({
    status: 'missing',
    detail: expect.stringContaining("can't be reached") as string,
    mend: expect.stringContaining('engines.stt.whisper-service.url') as string,
  });
  // It is not in use, and nothing is sent where the configuration does not say so.
  expect(byPart.has('service of openai-stt')).toBe(false);
  expect(byPart.get('stt moonshine')).toMatchObject({
    status: 'optional',
    detail: expect.stringContaining('lacks moonshine-tiny-en') as string,
    engine: { isInUse: false, leavesMachine: false },
  });
  expect(byPart.get('stt moonshine')?.detail).toContain('; hears English; ');
  expect(byPart.get('stt whisper')?.detail).toMatch(/; hears \d{2,} languages; /);
  expect(byPart.get('stt whisper-service')?.detail).not.toContain('hears');
  expect(byPart.get('moonshine-tiny-en')).toMatchObject({ status: 'optional', mend: 'npm run subcam -- models install moonshine-tiny-en' });
  expect(byPart.get('apertium')).toMatchObject({ status: 'optional' });
  expect(byPart.get('vad silero')).toMatchObject({ status: 'missing', detail: expect.stringContaining('lacks silero-vad-v6') as string });
});

test('doctor says what becomes of the work of a translator that lacks something', async () => {
  const detailOf = async (translators: string, PATH: string): Promise<string> => {
    const json = recordingTerminal({ ...terminal.env, PATH, SUBCAM_TRANSLATOR: translators, SUBCAM_TRANSLATION_URL: 'http://127.0.0.1:9' });
    expect(await runCli(['doctor', '--json'], json)).toBe(1);
    const { findings } = JSON.parse(json.outLines[0] ?? '') as { findings: { part: string; detail: string }[] };
    return findings.find(({ part }) => part === 'translator bergamot')?.detail ?? '';
  };
  expect(await detailOf('bergamot', '')).toMatch(/lacks bergamot-tiny-en-pt; .*; until then nothing is translated$/u);
  expect(await detailOf('bergamot,translation-service', '')).toMatch(/; until then translation-service does its work$/u);
});

test('doctor names what is missing with the command that mends it, and exits with 1', async () => {
  await mkdir(path.join(home, 'bin'));
  await writeFile(path.join(home, 'bin', 'ffmpeg'), '', { mode: 0o755 });
  const env = { ...terminal.env, PATH: path.join(home, 'bin') };
  const json = recordingTerminal(env);
  expect(await runCli(['doctor', '--json'], json)).toBe(1);
  const { ok, findings } = JSON.parse(json.outLines[0] ?? '') as {
    ok: boolean;
    findings: { part: string; status: string; mend: string | null }[];
  };
  expect(ok).toBe(false);
  const byPart = new Map(findings.map((finding) => [finding.part, finding]));
  expect(byPart.get('ffmpeg')).toMatchObject({ status: 'ok', mend: null });
  expect(byPart.get('apertium')).toMatchObject({ status: 'missing', mend: expect.stringContaining('apertium') as string });
  expect(byPart.get('moonshine-tiny-en')).toMatchObject({ status: 'missing', mend: 'npm run subcam -- models install' });
  expect(byPart.get('flite')).toMatchObject({ status: 'optional' });

  const table = recordingTerminal(env);
  expect(await runCli(['doctor'], table)).toBe(1);
  expect(table.outLines).toHaveLength(findings.length);
  expect(table.outLines.find((line) => line.startsWith('silero-vad-v6'))).toMatch(/missing .*models install/);
});

test.each([
  [0o755, 'warning', 'every user of this machine can look into it'],
  [0o777, 'unsafe', 'every user of this machine can put files of their own'],
  [0o700, 'ok', 'is yours alone'],
])('doctor says of a data folder of mode %i that it is %s', async (mode, status, detail) => {
  const dataDir = path.join(home, 'data');
  await mkdir(dataDir);
  await chmod(dataDir, mode);
  const json = recordingTerminal({ ...terminal.env, SUBCAM_HOME: dataDir });
  expect(await runCli(['doctor', '--json'], json)).toBe(1);
  const { findings } = JSON.parse(json.outLines[0] ?? '') as { findings: readonly { part: string }[] };
  const mend = mode === 0o700 ? null : `chmod 700 ${dataDir}`;
  expect(findings.find(({ part }) => part === 'data folder')).toMatchObject({
    status,
    mend,
    detail: expect.stringContaining(detail) as string,
  });
  expect((await stat(dataDir)).mode & 0o777).toBe(mode);
});

test.each([
  [0o644, 'warning', 'every user of this machine can read it'],
  [0o666, 'unsafe', 'every user of this machine can change it'],
])('doctor says of a configuration file of mode %i that it is %s, and nothing of a closed one', async (mode, status, detail) => {
  const file = path.join(home, 'settings.json');
  await writeFile(file, '{"tile":{"theme":"light"}}');
  const lineOf = async (): Promise<unknown> => {
    const json = recordingTerminal({ ...terminal.env, SUBCAM_CONFIG: file });
    await runCli(['doctor', '--json'], json);
    const { findings } = JSON.parse(json.outLines[0] ?? '') as { findings: readonly { part: string }[] };
    return findings.find(({ part }) => part === 'configuration file');
  };
  await chmod(file, mode);
  expect(await lineOf()).toMatchObject({ status, mend: `chmod 600 ${file}`, detail: expect.stringContaining(detail) as string });
  expect((await stat(file)).mode & 0o777).toBe(mode);
  await chmod(file, 0o600);
  expect(await lineOf()).toBeUndefined();
});

test('doctor says where the data folder will be, and that it will be closed, before there is one', async () => {
  await runCli(['doctor'], terminal);
  expect(terminal.outLines.find((line) => line.startsWith('data folder'))).toMatch(/info .*made at the first start, for you alone/);
});

test('progress is drawn over where a person watches, and told in quarters where nobody does', () => {
  const steps = [0, 0.2, 0.3, 0.8, 1].map((share) => ({
    modelId: 'm',
    title: 'M',
    receivedBytes: share * 20_000_000,
    totalBytes: 20_000_000,
  }));
  const plain = recordingTerminal();
  const bar = openProgressBar(plain);
  for (const step of steps) bar.show(step);
  bar.end();
  expect(plain.saidLines.map((line) => line.split('  ')[0])).toEqual(['0 %', '25 %', '75 %', '100 %']);

  const watched = recordingTerminal({}, true);
  const drawn = openProgressBar(watched);
  for (const step of steps) drawn.show(step);
  drawn.end();
  expect(watched.saidLines.slice(0, -1).every((line) => line.startsWith('\r'))).toBe(true);
  expect(watched.saidLines.at(-1)).toBe('');
});
