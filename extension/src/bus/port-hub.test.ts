// The hub: who is captured sees the cues and is heard; others see that nothing is said; what does not parse is counted.
import { describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS, NOTHING_SENT } from '@subcam/shared';
import { STOPPED_CUE_MS } from '@subcam/shared/paint';
import { sampleCue } from '@subcam/shared/testing';
import { createPortHub } from './port-hub.ts';
import type { Cue, MeetingEvent, TileReport } from '@subcam/shared';
import type { MessagePortLike, ToMeeting } from './meeting-port.ts';
import type { FontMessage } from './port-hub.ts';

const cueOf = (cueId: string): Cue => sampleCue({ cueId });

const MARKS = { status: 'listening', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: 'moonshine' } as const;
const JOINED: MeetingEvent = { type: 'participant-joined', atMs: 1, participantId: 'p', displayName: 'Ada', isSelf: false };
const TILE: TileReport = { painted: [], framesPainted: 1, width: 1_280, height: 720, liveTracks: 1, sending: NOTHING_SENT };

function fakePort(): {
  port: MessagePortLike;
  got: ToMeeting[];
  say: (message: unknown) => void;
  leave: () => void;
  types: () => string[];
} {
  const got: ToMeeting[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  const leavers: (() => void)[] = [];
  return {
    port: {
      postMessage: (message) => void got.push(message as ToMeeting),
      disconnect: () => undefined,
      onMessage: { addListener: (listener) => void listeners.push(listener) },
      onDisconnect: { addListener: (listener) => void leavers.push(listener) },
    },
    got,
    say: (message) => {
      for (const listener of listeners) listener(message);
    },
    leave: () => {
      for (const leaver of leavers) leaver();
    },
    types: () => got.splice(0).map((message) => message.type),
  };
}

function openHub(): {
  hub: ReturnType<typeof createPortHub>;
  events: MeetingEvent[];
  tiles: TileReport[];
  microphones: string[];
  readings: unknown[];
  errors: unknown[];
} {
  const events: MeetingEvent[] = [];
  const tiles: TileReport[] = [];
  const microphones: string[] = [];
  const readings: unknown[] = [];
  const errors: unknown[] = [];
  const hub = createPortHub({
    fonts: async function* (scripts): AsyncGenerator<FontMessage, void> {
      for (const script of scripts) {
        yield await Promise.resolve<FontMessage>({ type: 'font', family: `Subcam ${script}`, weight: 400, base64: 'AAAA' });
      }
    },
    onMeeting: (event) => events.push(event),
    onTile: (report) => tiles.push(report),
    onMicrophone: (state) => microphones.push(state),
    onReading: (reading) => readings.push(reading),
    onError: (error) => errors.push(error),
  });
  return { hub, events, tiles, microphones, readings, errors };
}

const spoken = (cueId: string, shownAtMs: number): Cue => ({ ...cueOf(cueId), shownAtMs });

describe('a capture that gets nothing from its daemon for a while', () => {
  it('loses its half sentences at once and its finished ones in time, and leaves those of other captures alone', () => {
    const { hub } = openHub();
    const page = fakePort();
    hub.connect(page.port, 7);
    hub.select(7);
    const growing = { ...sampleCue({ cueId: 'a:1', status: 'partial' }), expiresAtMs: null };
    const unended = { ...sampleCue({ cueId: 'a:2', status: 'final' }), expiresAtMs: null };
    const ended = { ...sampleCue({ cueId: 'a:3', status: 'final' }), expiresAtMs: 9_000 };
    const other = { ...sampleCue({ cueId: 'b:1', status: 'partial' }), expiresAtMs: null };
    hub.cues('a', [growing, unended, ended]);
    hub.cues('b', [other]);
    page.got.splice(0);
    hub.pause('a', 1_000);
    expect(page.got).toEqual([
      { type: 'cue', update: { type: 'remove', emittedAtMs: 1_000, cueId: 'a:1' } },
      { type: 'cue', update: { type: 'upsert', emittedAtMs: 1_000, cue: { ...unended, expiresAtMs: 1_000 + STOPPED_CUE_MS } } },
    ]);
    // A page that comes later is shown what stands.
    page.got.splice(0);
    page.say({ type: 'ready' });
    const shown = page.got.flatMap((message) => (message.type === 'cues' ? message.cues.map(({ cueId }) => cueId) : []));
    expect(shown.toSorted()).toEqual(['a:2', 'a:3', 'b:1']);
  });
});

describe('cues of several captures', () => {
  it('stand in the order in which they were first shown, and one capture replaces its own alone', () => {
    const { hub } = openHub();
    const page = fakePort();
    hub.select(1);
    hub.connect(page.port, 1);
    hub.cue({ type: 'upsert', emittedAtMs: 1, cue: spoken('tab:1', 1) });
    hub.cue({ type: 'upsert', emittedAtMs: 2, cue: spoken('microphone:1', 2) });
    hub.cue({ type: 'upsert', emittedAtMs: 3, cue: spoken('tab:2', 3) });
    page.got.length = 0;
    hub.cues('tab', [spoken('tab:2', 3), spoken('tab:0', 0)]);
    expect(page.got).toEqual([{ type: 'cues', cues: [spoken('tab:0', 0), spoken('microphone:1', 2), spoken('tab:2', 3)] }]);
    hub.cues('microphone', []);
    expect(page.got.at(-1)).toEqual({ type: 'cues', cues: [spoken('tab:0', 0), spoken('tab:2', 3)] });
  });
});

describe('the microphone in the meeting', () => {
  it('is what the captured tab says, told when it changes, and unknown again when its page is gone', () => {
    const { hub, microphones } = openHub();
    const [page, other] = [fakePort(), fakePort()];
    hub.connect(page.port, 1);
    hub.connect(other.port, 2);
    other.say({ type: 'microphone', state: 'on' });
    hub.select(1);
    expect(microphones).toEqual([]);
    for (const state of ['on', 'on', 'off', 'on', 'louder']) page.say({ type: 'microphone', state });
    page.leave();
    expect(microphones).toEqual(['on', 'off', 'on', 'unknown']);
    expect(hub.malformed).toBe(1);
    hub.select(2);
    expect(microphones.at(-1)).toBe('on');
  });

  it('is off while any page of the tab says so', () => {
    const { hub, microphones } = openHub();
    hub.select(1);
    const pages = [fakePort(), fakePort()];
    for (const { port } of pages) hub.connect(port, 1);
    pages[0]?.say({ type: 'microphone', state: 'on' });
    pages[1]?.say({ type: 'microphone', state: 'off' });
    expect(microphones).toEqual(['on', 'off']);
  });
});

describe('what the page does not tell', () => {
  it('is what the captured tab says, and nothing once its page is gone', () => {
    const { hub, readings } = openHub();
    const [page, other] = [fakePort(), fakePort()];
    hub.connect(page.port, 1);
    hub.connect(other.port, 2);
    other.say({ type: 'reading', reading: { language: 'ja', unread: ['names'] } });
    hub.select(1);
    const reading = { language: 'de', unread: ['microphone', 'camera'] };
    page.say({ type: 'reading', reading });
    page.say({ type: 'reading', reading: { language: 'de', unread: ['secrets'] } });
    page.leave();
    expect(readings).toEqual([null, reading, null]);
    expect(hub.malformed).toBe(1);
  });
});

describe('createPortHub', () => {
  it('gives a camera that says it is ready all that it needs, and then every change', async () => {
    const { hub } = openHub();
    const page = fakePort();
    hub.select(7);
    hub.cues('c', [cueOf('a')]);
    hub.marks(MARKS);
    hub.connect(page.port, 7);
    expect(page.types()).toEqual(['observe']);
    page.say({ type: 'ready' });
    await expect.poll(() => page.got.length).toBe(6);
    expect(page.got).toEqual([
      { type: 'settings', settings: DEFAULT_TILE_SETTINGS },
      { type: 'marks', marks: MARKS },
      { type: 'cues', cues: [cueOf('a')] },
      { type: 'font', family: 'Subcam latin', weight: 400, base64: 'AAAA' },
      { type: 'font', family: 'Subcam latin-ext', weight: 400, base64: 'AAAA' },
      { type: 'font', family: 'Subcam symbols', weight: 400, base64: 'AAAA' },
    ]);
    page.got.length = 0;
    hub.marks({ ...MARKS });
    const update = { type: 'upsert', emittedAtMs: 5, cue: cueOf('b') } as const;
    hub.cue(update);
    hub.cue({ type: 'remove', emittedAtMs: 6, cueId: 'a' });
    expect(page.got).toEqual([
      { type: 'cue', update },
      { type: 'cue', update: { type: 'remove', emittedAtMs: 6, cueId: 'a' } },
    ]);
    const late = fakePort();
    hub.connect(late.port, 7);
    late.say({ type: 'ready' });
    expect(late.got[3]).toEqual({ type: 'cues', cues: [cueOf('b')] });
  });

  it('shows no cue to a page that is not captured, and does not listen to it', () => {
    const { hub, events, tiles } = openHub();
    const [captured, other] = [fakePort(), fakePort()];
    hub.connect(captured.port, 1);
    hub.connect(other.port, 2);
    hub.select(1);
    hub.cues('c', [cueOf('a')]);
    hub.cue({ type: 'upsert', emittedAtMs: 5, cue: cueOf('b') });
    expect(other.types()).toEqual(['settings', 'marks', 'cues']);
    for (const page of [captured, other]) {
      page.say({ type: 'meeting', event: JOINED });
      page.say({ type: 'tile', report: TILE });
    }
    expect([events, tiles]).toEqual([[JOINED], [TILE]]);
  });

  it('takes the cues off every page and observes the new one when another tab is captured', () => {
    const { hub } = openHub();
    const [first, second] = [fakePort(), fakePort()];
    hub.connect(first.port, 1);
    hub.connect(second.port, 2);
    hub.select(1);
    hub.cues('c', [cueOf('a')]);
    first.got.length = 0;
    second.got.length = 0;
    hub.select(2);
    expect(first.got.at(-1)).toEqual({ type: 'cues', cues: [] });
    expect(second.types()).toEqual(['settings', 'marks', 'cues', 'observe']);
  });

  it('counts what does not parse, the pages own counts included, also of pages that are gone', () => {
    const { hub, events } = openHub();
    const page = fakePort();
    hub.select(1);
    hub.connect(page.port, 1);
    page.say({ type: 'meeting', event: { ...JOINED, atMs: 'now' } });
    page.say('nonsense');
    page.say({ type: 'malformed', count: 3 });
    expect(hub.malformed).toBe(5);
    page.leave();
    expect(hub.malformed).toBe(5);
    expect(events).toEqual([]);
    page.got.length = 0;
    hub.cue({ type: 'remove', emittedAtMs: 6, cueId: 'a' });
    expect(page.got).toEqual([]);
  });

  it('gives each page the fonts of a script that it asks for, once, and nothing for a name that is no script', async () => {
    const { hub, errors } = openHub();
    const [first, second] = [fakePort(), fakePort()];
    hub.connect(first.port, 1);
    hub.connect(second.port, 2);
    const families = (page: typeof first): string[] => page.got.flatMap((one) => (one.type === 'font' ? [one.family] : []));
    first.say({ type: 'fonts-wanted', scripts: ['thai', 'klingon', 'thai'] });
    first.say({ type: 'fonts-wanted', scripts: ['thai', 'arabic'] });
    await expect.poll(() => families(first)).toEqual(['Subcam thai', 'Subcam arabic']);
    first.say({ type: 'ready' });
    await expect
      .poll(() => families(first))
      .toEqual(['Subcam thai', 'Subcam arabic', 'Subcam latin', 'Subcam latin-ext', 'Subcam symbols']);
    second.say({ type: 'fonts-wanted', scripts: ['thai'] });
    await expect.poll(() => families(second)).toEqual(['Subcam thai']);
    expect([families(first).length, errors]).toEqual([5, []]);
  });

  it('reports a font that cannot be read, gives the others, and tries again when it is asked again', async () => {
    const errors: unknown[] = [];
    let broken = true;
    const hub = createPortHub({
      fonts: async function* ([script]): AsyncGenerator<FontMessage, void> {
        await Promise.resolve();
        if (script === 'latin' && broken) throw new Error('no such file');
        yield { type: 'font', family: `Subcam ${script}`, weight: 400, base64: 'AAAA' };
      },
      onMeeting: () => undefined,
      onTile: () => undefined,
      onMicrophone: () => undefined,
      onReading: () => undefined,
      onError: (error) => errors.push(error),
    });
    const page = fakePort();
    const families = (): string[] => page.got.flatMap((one) => (one.type === 'font' ? [one.family] : []));
    hub.connect(page.port, 1);
    page.say({ type: 'ready' });
    await expect.poll(() => families()).toEqual(['Subcam latin-ext', 'Subcam symbols']);
    expect(errors).toHaveLength(1);
    broken = false;
    page.say({ type: 'fonts-wanted', scripts: ['latin', 'latin-ext'] });
    await expect.poll(() => families()).toEqual(['Subcam latin-ext', 'Subcam symbols', 'Subcam latin']);
    expect(errors).toHaveLength(1);
  });
});

describe('a beat', () => {
  it('reaches every page that is connected, captured or not', () => {
    const { hub } = openHub();
    const [captured, other, left] = [fakePort(), fakePort(), fakePort()];
    hub.select(1);
    hub.connect(captured.port, 1);
    hub.connect(other.port, 2);
    hub.connect(left.port, 3);
    left.leave();
    for (const { got } of [captured, other, left]) got.length = 0;
    hub.beat();
    expect([captured, other, left].map((page) => page.types())).toEqual([['alive'], ['alive'], []]);
  });
});
