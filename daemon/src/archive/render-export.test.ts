// A stored meeting as captions, text, Markdown and JSON, in all its languages or in some.
import { columnsOf } from '@subcam/shared/paint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GapReason, type SessionRecord, type Store } from '@subcam/shared';
import { readDocumentText, renderExport } from './index.ts';
import { ANA, BEN, storeInMemory, writeTalk } from '../testing/stored-talk.ts';

let store: Store;
let talk: SessionRecord;

async function recordOf(sessionId: string): Promise<SessionRecord> {
  const record = await store.record(sessionId);
  if (record === null) throw new Error('There is no such session.');
  return record;
}

beforeAll(async () => {
  store = await storeInMemory();
  await writeTalk(store, { sessionId: 'talk' });
  talk = await recordOf('talk');
});

afterAll(() => store.close());

describe('captions', () => {
  it('have the original, its translation below it, and who says it', () => {
    expect(renderExport([talk], { format: 'srt', languages: null }).split('\n').slice(0, 10)).toEqual([
      '1',
      '00:00:01,000 --> 00:00:03,883',
      'Ana Silva: Shall we begin',
      'with the annual report?',
      'Começamos com o relatório anual?',
      '',
      '2',
      '00:00:04,000 --> 00:00:06,236',
      'Ben: Sí, claro: el informe está listo.',
      'Sim, claro: o relatório está pronto.',
    ]);
    const vtt = renderExport([talk], { format: 'vtt', languages: null });
    expect(vtt).toMatch(/^WEBVTT\n/u);
    expect(vtt).toContain(
      '<v Ben><lang es>Sí, claro: el informe está listo.</lang>\n<lang pt>Sim, claro: o relatório está pronto.</lang></v>',
    );
    expect(vtt).toContain('01:02:05.000 --> ');
  });

  it('are in one language where one is asked for, whether it was spoken or translated', () => {
    const es = renderExport([talk], { format: 'srt', languages: ['es'] });
    expect(es).toContain('Ben: Sí, claro');
    expect(es).not.toMatch(/Ana|relat|begin/u);
    const pt = renderExport([talk], { format: 'srt', languages: ['pt-BR'] });
    expect(pt).toContain('Ana Silva: Começamos\ncom o relatório anual?');
    expect(pt).not.toMatch(/begin|informe/u);
    const both = renderExport([talk], { format: 'srt', languages: ['pt', 'en'] });
    expect(both).toContain('Ana Silva: Obrigada.\nThank you.');
    expect(both).not.toContain('informe');
    expect(renderExport([talk], { format: 'srt', languages: ['fr'] })).toBe('');
  });

  it('keep to two lines of 42 columns a language', async () => {
    const text = 'It is a long story that nobody can tell in one breath, and so it takes its time. '.repeat(4);
    await writeTalk(store, { sessionId: 'long', said: [{ second: 1, by: ANA, text, translations: { pt: `${text} Fim.` } }] });
    const blocks = renderExport([await recordOf('long')], { format: 'srt', languages: null })
      .trim()
      .split('\n\n');
    expect(blocks.length).toBeGreaterThan(3);
    for (const [, , ...rows] of blocks.map((block) => block.split('\n'))) {
      expect(rows.length).toBeLessThanOrEqual(4);
      for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(42);
    }
  });

  it('are of one session', () => {
    for (const format of ['srt', 'vtt'] as const)
      expect(() => renderExport([talk, talk], { format, languages: null })).toThrow('Captions are of one session');
  });
});

it('text says when, who and what, each language on a line', () => {
  expect(renderExport([talk], { format: 'txt', languages: null })).toBe(`meet.google.com/abc-defg-hij
Session: talk
Began: 2026-11-29 14:00 UTC
Speakers: Ana Silva, Ben
Languages: English, Portuguese, Spanish

[0:00:01] Ana Silva: Shall we begin with the annual report?
    pt: Começamos com o relatório anual?

[0:00:04] Ben: Sí, claro: el informe está listo.
    pt: Sim, claro: o relatório está pronto.

[0:00:09] (1 s of sound are missing: the source gave none)

[1:02:05] Ana Silva: Thank you.
    pt: Obrigada.
`);
});

it('Markdown says the same, and nothing that was said is markup', async () => {
  const said = [
    {
      second: 1,
      by: { ...BEN, displayName: '*Ben*' },
      text: '1. _Read_ <b>this</b> [link](x) # not a title',
      translations: { pt: '- lista' },
    },
  ];
  await writeTalk(store, { sessionId: 'marks', said, meetingUrl: null });
  expect(renderExport([await recordOf('marks')], { format: 'md', languages: null })).toBe(String.raw`# extension 0.1.0

- Session: marks
- Began: 2026-11-29 14:00 UTC
- Speakers: \*Ben\*
- Languages: English, Portuguese

**\*Ben\*** · 0:00:01

> 1\. \_Read\_ \<b\>this\</b\> \[link\](x) \# not a title
>
> *pt:* \- lista

*0:00:09 · 1 s of sound are missing: the source gave none*
`);
});

it('text and Markdown tell of sound that is missing, where it is and why, in each capture; a gap that is shorter than a word is not told', () => {
  const [capture] = talk.captures;
  if (capture === undefined) throw new Error('The talk has no capture.');
  const gap = (second: number, sampleCount: number, reason: GapReason) =>
    ({ kind: 'gap', firstSample: second * 16_000, sampleCount, reason }) as const;
  const tab = { ...capture, spans: [gap(2, 64_000, 'engine-unavailable'), gap(7, 4_000, 'source-gap'), gap(60, 1_920_000, 'client-lost')] };
  const microphone = { ...capture, captureId: 'mic', startedAtMs: capture.startedAtMs + 5_000, spans: [gap(0, 24_000, 'buffer-evicted')] };
  const text = renderExport([{ ...talk, captures: [tab, microphone] }], { format: 'txt', languages: ['pt'] });
  expect(text.split('\n').filter((line) => line.startsWith('['))).toEqual([
    '[0:00:01] Ana Silva: Começamos com o relatório anual?',
    '[0:00:02] (4 s of sound are missing: the recogniser could not read it)',
    '[0:00:04] Ben: Sim, claro: o relatório está pronto.',
    '[0:00:05] (2 s of sound are missing: the connection was away for too long)',
    '[0:01:00] (120 s of sound are missing: the client went away before it was sent)',
    '[1:02:05] Ana Silva: Obrigada.',
  ]);
});

describe('JSON', () => {
  it('is everything that is stored, and is read again as it was', () => {
    const text = renderExport([talk], { format: 'json', languages: null });
    expect(readDocumentText(Buffer.from(text)).sessions).toEqual([talk]);
    expect(renderExport(readDocumentText(Buffer.from(text)).sessions, { format: 'json', languages: null })).toBe(text);
  });

  it('leaves translations out that are not asked for, and keeps what was said', () => {
    const text = renderExport([talk], { format: 'json', languages: ['en'] });
    const [record] = readDocumentText(Buffer.from(text)).sessions;
    expect(record?.finals.map(({ text: said }) => said)).toEqual(talk.finals.map(({ text: said }) => said));
    expect(record?.finals.flatMap(({ translations }) => translations)).toEqual([]);
  });

  it.each([['{"format": "subcam-sess'], [''], ['\u0000']])('that was cut off (%j) is refused with a sentence', (text) => {
    expect(() => readDocumentText(Buffer.from(text))).toThrow('was cut off: export the sessions again');
    expect(() => readDocumentText(Buffer.from([0xff, 0xfe]))).toThrow('was cut off');
  });
});
