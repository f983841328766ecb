// The tile host between an offscreen document and a page's camera, with a canvas that remembers what is written on it.
import { describe, expect, it, vi } from 'vitest';
import { INITIAL_MARKS, STOPPED_CUE_MS } from '@subcam/shared/paint';
import { sampleCue } from '@subcam/shared/testing';
import type { ToPage } from '../bus/page-messages.ts';
import { createTileHost, type HostMessage, type TileHost } from './tile-host.ts';

const START_MS = 1_700_000_000_000;

interface Bench {
  readonly host: TileHost;
  /** To the page. */
  readonly sent: ToPage[];
  /** Scripts whose fonts were asked for. */
  readonly asked: string[];
  readonly clock: { nowMs: number; wallMs: number };
  /** Has the page ask for a picture; what was written on it, and what it was told. */
  readonly paint: () => { readonly written: string; readonly painted: Extract<ToPage, { type: 'painted' }> | undefined };
}

function paintOrder(nowMs: number): HostMessage {
  return { type: 'paint', width: 1280, height: 720, nowMs, backdrop: false, again: false };
}

function openBench({ canvas = true, firstVersion }: { canvas?: boolean; firstVersion?: number } = {}): Bench {
  const sent: ToPage[] = [];
  const asked: string[] = [];
  const clock = { nowMs: START_MS, wallMs: START_MS };
  let written: string[] = [];
  const nothing = (): void => undefined;
  const context = {
    font: '',
    fillRect: nothing,
    fillText: (text: string) => void written.push(text),
    measureText: (text: string) => ({ width: text.length * 10 }),
    beginPath: nothing,
    roundRect: nothing,
    fill: nothing,
  };
  const host = createTileHost({
    document: { fonts: { add: nothing } } as unknown as Document,
    nowMs: () => clock.nowMs,
    wallClockMs: () => clock.wallMs,
    monotonicMs: () => clock.nowMs,
    ...(firstVersion === undefined ? {} : { firstVersion }),
    send: (message) => void sent.push(message),
    takeCanvas: () => (canvas ? ({ getContext: () => context } as unknown as HTMLCanvasElement) : null),
    requestFonts: (scripts) => void asked.push(...scripts),
  });
  return {
    host,
    sent,
    asked,
    clock,
    paint() {
      written = [];
      const from = sent.length;
      host.answer(paintOrder(clock.nowMs));
      return { written: written.join(' '), painted: sent.slice(from).find((message) => message.type === 'painted') };
    },
  };
}

const said = (text: string, changes: Parameters<typeof sampleCue>[0] = {}): ReturnType<typeof sampleCue> =>
  sampleCue({ cueId: 'a', revision: 1, speakerName: 'Ana', text, translation: null, shownAtMs: START_MS, ...changes });

const types = (messages: readonly ToPage[]): readonly string[] => messages.map(({ type }) => type);

describe('a host that comes after another in the same page', () => {
  it('tells versions that the one before it has never told, of changes and of what it has drawn', () => {
    const before = openBench();
    const after = openBench({ firstVersion: 1_000 });
    for (const { host } of [before, after])
      for (let revision = 1; revision <= 3; revision += 1) host.show({ type: 'cues', cues: [said('a', { revision })] });
    const versionsOf = ({ sent, paint }: Bench): readonly number[] => [
      ...sent.flatMap((message) => (message.type === 'changed' ? [message.version] : [])),
      paint().painted?.version ?? NaN,
    ];
    expect(versionsOf(before)).toEqual([1, 2, 3, 3]);
    expect(versionsOf(after)).toEqual([1_001, 1_002, 1_003, 1_003]);
  });
});

describe('the tile host', () => {
  it('draws the words of a cue, and tells the page their ids alone', () => {
    const { host, sent, paint } = openBench();
    host.show({ type: 'cue', update: { type: 'upsert', emittedAtMs: START_MS, cue: said('golden ring') } });
    const { written, painted } = paint();
    expect(written).toContain('golden');
    expect(painted?.cues).toEqual([{ cueId: 'a', revision: 1 }]);
    expect(JSON.stringify(sent)).not.toMatch(/golden|Ana/u);
  });

  it('tells the page that it is fed at every message of the offscreen document, and that the picture changed where it did', () => {
    const { host, sent } = openBench();
    host.show({ type: 'alive' });
    expect(types(sent)).toEqual(['alive']);
    host.show({ type: 'marks', marks: { ...INITIAL_MARKS, status: 'listening' } });
    expect(types(sent)).toEqual(['alive', 'alive', 'changed']);
    host.show({ type: 'gone' });
    host.show({ type: 'backdrop', camera: null });
    expect(types(sent).slice(3)).toEqual(['gone', 'backdrop']);
  });

  it('gives each change a version of its own, which the picture that shows it bears', () => {
    const { host, sent, paint } = openBench();
    host.show({ type: 'cues', cues: [said('one')] });
    host.show({ type: 'cue', update: { type: 'remove', emittedAtMs: START_MS, cueId: 'a' } });
    const versions = sent.flatMap((message) => (message.type === 'changed' ? [message.version] : []));
    expect(new Set(versions).size).toBe(2);
    const { written, painted } = paint();
    expect(painted).toMatchObject({ version: versions.at(-1), cues: [] });
    expect(written).not.toContain('one');
  });

  it('gives a cue the end that it had when it was told, whatever the wall clock has become since', () => {
    const { host, clock, paint } = openBench();
    // The page began an hour ahead of what the wall clock says now.
    clock.nowMs = START_MS + 3_600_000;
    host.show({
      type: 'cue',
      update: { type: 'upsert', emittedAtMs: START_MS, cue: said('brief', { expiresAtMs: START_MS + 4_000 }) },
    });
    expect(paint().painted?.untilMs).toBe(clock.nowMs + 4_000);
    clock.nowMs += 4_001;
    expect(paint().written).not.toContain('brief');
  });

  it('stops what it shows when the page has lost the feeder', () => {
    const { host, sent, clock, paint } = openBench();
    host.show({ type: 'cues', cues: [said('half a sentence', { status: 'partial' })] });
    host.answer({ type: 'feeder-lost' });
    expect(types(sent).at(-1)).toBe('changed');
    clock.nowMs += STOPPED_CUE_MS + 1;
    const { written } = paint();
    expect(written).not.toContain('half');
    expect(written.toLowerCase()).toContain('stopped');
  });

  it('draws nothing without a canvas, and says so by its silence', () => {
    const { host, sent } = openBench({ canvas: false });
    host.answer(paintOrder(START_MS));
    expect(sent).toEqual([]);
  });

  it('asks for the fonts of what it shows, and has the picture drawn anew once one is there', async () => {
    vi.stubGlobal(
      'FontFace',
      class {
        load = (): Promise<void> => Promise.resolve();
      },
    );
    const { host, sent, asked } = openBench();
    host.show({ type: 'cues', cues: [said('नमस्ते')] });
    expect(asked).toEqual(['devanagari']);
    const from = sent.length;
    host.show({ type: 'font', family: 'Subcam devanagari', weight: 400, base64: 'QUJD' });
    await vi.waitFor(() => expect(types(sent.slice(from))).toContain('changed'));
    vi.unstubAllGlobals();
  });
});
