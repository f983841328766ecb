// The demo as people start it: each mode is what it says, its files are all there, and its exit code can be trusted.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { demoReport, type DemoReport } from '@subcam/shared';
import { contractPacket } from '@subcam/shared/wire';
import { subcamProgram } from './src/chain/daemon-process.ts';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

async function runDemo(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  // Playwright gives its workers FORCE_COLOR, about which Node says a line of its own on standard error where NO_COLOR is set too.
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [subcamProgram, 'demo', ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, said };
}

const ENGINES: Readonly<Record<DemoReport['mode'], readonly [stt: string, translator: string]>> = {
  mock: ['whisper-service', 'translation-service'],
  hybrid: ['moonshine', 'translation-service'],
  real: ['moonshine', 'apertium'],
};

test.describe('the demo', () => {
  let dir = '';

  test.beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'subcam-demo-spec-'));
  });

  test.afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  for (const mode of ['mock', 'hybrid'] as const) {
    test(`in mode ${mode} replaces what it says and nothing else, and shows what was really heard`, async () => {
      const { code, out, said } = await runDemo(['--mode', mode, '--seconds', '12', '--save-fps', '2', '--json', '--out', dir]);
      expect(said).toBe('');
      expect(code).toBe(0);
      const report = demoReport.parse(JSON.parse(out));
      expect(report).toEqual(JSON.parse(await readFile(path.join(dir, 'report.json'), 'utf8')));
      expect(report.ok).toBe(true);
      expect(report.mode).toBe(mode);
      expect([report.engines.stt.name, report.engines.translator?.name]).toEqual(ENGINES[mode]);
      expect(report.audio.lostSamples).toBe(0);
      expect(report.audio.capturedSamples).toBeGreaterThan(11 * 16_000);
      expect(report.speech.referenceWords).toBeGreaterThan(15);
      expect(report.speech.wer).toBeLessThan(0.2);
      expect(report.languages).toMatchObject([{ language: 'en', translatedInto: ['pt'], seen: true }]);
      expect(report.languages[0]?.utterances).toBeGreaterThan(1);
      expect(report.languages[0]?.heardInIt).toBe(report.languages[0]?.utterances);
      expect(report.cues.some((cue) => cue.finalMs !== null && (cue.translations.pt ?? '').startsWith('[pt]'))).toBe(true);

      const frames = await readdir(path.join(dir, 'frames'));
      expect(frames).toHaveLength(report.farEnd.framesSaved);
      expect(report.farEnd.framesSaved).toBeGreaterThan(10);
      const packets = (await readFile(path.join(dir, 'packets.jsonl'), 'utf8')).trim().split('\n');
      expect(packets.map((line) => contractPacket.parse(JSON.parse(line)).is_original_transcription)).toContain(false);
      expect(await readFile(path.join(dir, 'subtitles.vtt'), 'utf8')).toMatch(/^WEBVTT\n/u);
      expect(await readdir(dir)).toEqual(expect.arrayContaining(['far-end.mp4', 'subtitles.srt']));
    });
  }

  test('never turns into another mode: an engine that is missing is named, and nothing runs', async () => {
    const { code, out, said } = await runDemo(['--seconds', '5', '--json', '--out', dir], { SUBCAM_MODELS: path.join(dir, 'no-models') });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(said).toMatch(/subcam models install/u);
    expect(said).not.toMatch(/\n\s+at /u);
  });
});
