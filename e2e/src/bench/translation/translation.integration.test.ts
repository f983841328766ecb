// The bench of translation as a program, in its short form: every way between two languages, one JSON object, and nothing left running.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runBench } from '../testing/run-bench.ts';
import type { TranslationReport } from './translation-report.ts';

/** The contract's translation service, which says on what it runs, and has each text with a word more. */
async function startTranslationService(device: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<object | null> => {
      const body = await text(request);
      if (request.url === '/api/health') return { status: 'healthy' };
      if (request.url === '/api/device-info') return { device };
      if (request.url !== '/api/translate') return null;
      return { translated_text: `Sim: ${(JSON.parse(body) as { readonly text: string }).text}` };
    };
    answer().then(
      (found) => response.writeHead(found === null ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {})),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

const run = (args: readonly string[], stopAt?: RegExp) => runBench('translation', args, stopAt);

describe('pnpm bench translation', () => {
  it('measures every way between two languages, with and without what is done around the engines', async () => {
    const { code, stdout, stderr, left } = await run(['--pair', 'en-es', '--limit', '6', '--json']);
    expect(code, stderr).toBe(0);
    expect(left).toBe(0);
    const report = JSON.parse(stdout) as TranslationReport;
    expect(Object.keys(report)).toEqual(['bench', 'pair', 'lines', 'engines', 'raw']);
    expect(report).toMatchObject({ bench: 'translation', pair: 'en-es', lines: 6 });
    expect(Object.keys(report.engines)).toEqual(['bergamot+apertium', 'apertium']);
    expect(Object.keys(report.raw)).toEqual(['bergamot+apertium', 'apertium']);
    for (const figures of Object.values(report.engines)) {
      expect(figures.device).toBe('cpu');
      expect(Object.keys(figures)).toEqual(['device', 'chrf', 'bleu', 'p50Ms', 'p99Ms', 'perSecond', 'rssMb', 'erasure', 'lagWords']);
      expect(figures.chrf).toBeGreaterThan(30);
      expect(figures.chrf).toBeLessThan(100);
      expect(figures.p50Ms).toBeGreaterThan(0.1);
      expect(figures.p99Ms).toBeGreaterThanOrEqual(figures.p50Ms);
      expect(figures.perSecond).toBeGreaterThan(1);
      expect(figures.erasure).toBeLessThan(0.5);
      expect(figures.lagWords).toBeGreaterThan(0);
    }
    for (const figures of Object.values(report.raw)) expect(Object.keys(figures)).toEqual(['chrf', 'p50Ms']);
    const [way, direct] = Object.values(report.engines);
    // The rules' engine alone, and with a neural model beside it.
    expect(direct?.rssMb).toBeGreaterThan(30);
    expect(way?.rssMb).toBeGreaterThan((direct?.rssMb ?? 0) + 100);
    expect(way?.chrf).toBeGreaterThan(direct?.chrf ?? 100);
    // What is mended around it is worth something.
    expect(direct?.chrf).toBeGreaterThan(report.raw['apertium']?.chrf ?? 100);
    expect(stderr).toContain('bergamot+apertium (via pt): word by word: 6 of 6 lines');
  });

  it('has the same engine on a processor and on a GPU side by side, and says which engine could not be asked', async () => {
    const [gpu, cpu] = await Promise.all([startTranslationService('cuda:0'), startTranslationService('cpu')]);
    try {
      const named = [gpu, cpu, { url: 'http://127.0.0.1:9' }].map(({ url }) => `translation-service=${url}`).join(',');
      const { code, stdout, stderr } = await run(['--limit', '2', '--json', '--engines', named]);
      expect(code, stderr).toBe(0);
      const { engines, leftOut } = JSON.parse(stdout) as TranslationReport;
      expect(Object.entries(engines).map(([name, { device }]) => [name, device])).toEqual([
        [`translation-service at ${new URL(gpu.url).host}`, 'cuda:0'],
        [`translation-service at ${new URL(cpu.url).host}`, 'cpu'],
      ]);
      expect(Object.keys(leftOut ?? {})).toEqual(['translation-service at 127.0.0.1:9']);
      expect(stderr).toMatch(/translation-service at 127\.0\.0\.1:9 was not measured: .*can't be reached/u);
    } finally {
      gpu.close();
      cpu.close();
    }
  });

  it('stopped while a way is measured, says so and leaves no process behind', async () => {
    const { code, stdout, stderr, left } = await run(['--limit', '40'], /one at a time/);
    expect({ code, stdout, left }).toEqual({ code: 1, stdout: '', left: 0 });
    expect(stderr).toContain('bench: The bench was stopped; everything that it started has ended.');
  });

  it('says of a pair that nothing translates what there is, before anything is measured', async () => {
    const files = ['--source', path.join(import.meta.dirname, 'bleu.ts'), '--reference', path.join(import.meta.dirname, 'bleu.ts')];
    const { code, stdout, stderr } = await run(['--pair', 'en-ja', ...files]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/bench: .*(?:Line \d+ of .* is empty|Nothing translates en to ja here; there is: en-pt, pt-en)/);
  });
});
