// What viewers read: when a cue comes, changes and goes.
import type { Attribution, Cue, CueUpdate, Transcript, Translation } from '@subcam/shared';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCueBook } from './cue-book.ts';

const ENGINE = { name: 'scripted', model: 'test' };
const ANNA: Attribution = { participantId: 'p1', displayName: 'Anna', speakerLabel: 'SPEAKER_00', confidence: 1 };
const BEN: Attribution = { participantId: 'p2', displayName: 'Ben', speakerLabel: 'SPEAKER_01', confidence: 1 };
const NOBODY: Attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };
const DURATION_MS = 10_000;

function said(text: string, more: Partial<Transcript> = {}): Transcript {
  return {
    captureId: 'c',
    firstSample: 0,
    endSample: 16_000,
    speechEndSample: 12_000,
    status: 'partial',
    revision: 1,
    text,
    stableLength: more.status === 'final' ? text.length : 0,
    language: 'en',
    confidence: null,
    engine: ENGINE,
    ...more,
  };
}

function translated(text: string, more: Partial<Translation> = {}): Translation {
  return {
    captureId: 'c',
    firstSample: 0,
    status: 'partial',
    revision: 1,
    sourceLanguage: 'en',
    targetLanguage: 'es',
    text,
    stableLength: more.status === 'final' ? text.length : 0,
    confidence: null,
    engine: ENGINE,
    ...more,
  };
}

function setUp() {
  let nowMs = 1_000_000;
  const book = createCueBook({ settings: { cueDurationMs: DURATION_MS }, clock: { nowMs: () => nowMs } });
  return {
    book,
    /** Time passes; returns what that removed. */
    pass: (ms: number): CueUpdate[] => {
      nowMs += ms;
      return book.expire(nowMs);
    },
    now: () => nowMs,
  };
}

function cueOf(updates: readonly CueUpdate[]): Cue {
  const [update] = updates.filter(({ type }) => type === 'upsert');
  if (update?.type !== 'upsert') throw new Error('No cue was shown.');
  return update.cue;
}

const removed = (updates: readonly CueUpdate[]): string[] => updates.flatMap((update) => (update.type === 'remove' ? [update.cueId] : []));

describe('a cue', () => {
  it('appears with the first partial, and stays while it grows', () => {
    const { book, now } = setUp();
    const updates = book.transcript(said('good', { stableLength: 0 }), ANNA);
    expect(updates).toEqual([
      {
        type: 'upsert',
        emittedAtMs: now(),
        cue: {
          cueId: 'c:0',
          firstSample: 0,
          status: 'partial',
          revision: 1,
          speakerName: 'Anna',
          speakerLabel: 'SPEAKER_00',
          sourceLanguage: 'en',
          original: { text: 'good', stableLength: 0 },
          translations: {},
          confidence: null,
          shownAtMs: now(),
          expiresAtMs: null,
        },
      },
    ]);
    expect(book.current()).toEqual([cueOf(updates)]);
  });

  it('grows in place: same id, same beginning, a higher revision', () => {
    const { book, pass } = setUp();
    const first = cueOf(book.transcript(said('good'), ANNA));
    pass(250);
    const second = cueOf(book.transcript(said('good morning', { revision: 2, stableLength: 4 }), ANNA));
    expect(second).toMatchObject({
      cueId: first.cueId,
      revision: 2,
      shownAtMs: first.shownAtMs,
      original: { text: 'good morning', stableLength: 4 },
    });
  });

  it('does not change when nothing that can be seen did', () => {
    const { book } = setUp();
    book.transcript(said('good'), ANNA);
    expect(book.transcript(said('good', { revision: 2 }), ANNA)).toEqual([]);
    book.translation(translated('buenos'));
    expect(book.translation(translated('buenos', { revision: 2 }))).toEqual([]);
    expect(book.current()[0]?.revision).toBe(2);
  });

  it('holds the original and its translations together', () => {
    const { book } = setUp();
    book.transcript(said('good morning'), ANNA);
    book.translation(translated('buenos días', { stableLength: 6 }));
    const cue = cueOf(book.translation(translated('bonjour', { targetLanguage: 'fr' })));
    expect(cue.original.text).toBe('good morning');
    expect(cue.translations).toEqual({ es: { text: 'buenos días', stableLength: 6 }, fr: { text: 'bonjour', stableLength: 0 } });
  });

  it('keeps its partial translation under the final until the final translation is there', () => {
    const { book } = setUp();
    book.transcript(said('good'), ANNA);
    book.translation(translated('buenos'));
    const final = cueOf(book.transcript(said('Good morning.', { status: 'final', revision: 3 }), ANNA));
    expect(final.translations['es']?.text).toBe('buenos');
    const whole = cueOf(book.translation(translated('Buenos días.', { status: 'final', revision: 3 })));
    expect(whole.translations['es']).toEqual({ text: 'Buenos días.', stableLength: 12 });
  });

  it('is never set back by what comes late', () => {
    const { book } = setUp();
    book.transcript(said('good morning', { revision: 2 }), ANNA);
    expect(book.transcript(said('good', { revision: 1 }), ANNA)).toEqual([]);
    book.translation(translated('buenos días', { revision: 2 }));
    expect(book.translation(translated('buenos', { revision: 1 }))).toEqual([]);
    book.transcript(said('Good morning.', { status: 'final', revision: 3 }), ANNA);
    expect(book.transcript(said('good morning ever', { revision: 4 }), ANNA)).toEqual([]);
    book.translation(translated('Buenos días.', { status: 'final', revision: 3 }));
    expect(book.translation(translated('buenos días y', { revision: 3 }))).toEqual([]);
    expect(book.current()[0]).toMatchObject({
      status: 'final',
      original: { text: 'Good morning.' },
      translations: { es: { text: 'Buenos días.' } },
    });
  });

  it('is shown again for nobody: a translation of what is gone changes nothing', () => {
    const { book, pass } = setUp();
    book.transcript(said('Yes.', { status: 'final' }), ANNA);
    pass(DURATION_MS);
    expect(book.translation(translated('Sí.', { status: 'final' }))).toEqual([]);
    expect(book.translation(translated('Sí.', { firstSample: 999, status: 'final' }))).toEqual([]);
    expect(book.current()).toEqual([]);
  });

  it('has no words, no cue', () => {
    const { book } = setUp();
    expect(book.transcript(said(''), ANNA)).toEqual([]);
    book.transcript(said('yes'), ANNA);
    expect(book.translation(translated(''))).toEqual([]);
    expect(book.current()[0]?.translations).toEqual({});
  });

  it('is as sure as its least sure part', () => {
    const { book } = setUp();
    expect(cueOf(book.transcript(said('yes', { confidence: 0.9 }), ANNA)).confidence).toBe(0.9);
    expect(cueOf(book.translation(translated('sí', { confidence: 0.7 }))).confidence).toBe(0.7);
    expect(cueOf(book.transcript(said('yes it', { confidence: 0.6, revision: 2 }), ANNA)).confidence).toBe(0.6);
  });
});

describe('the speaker of a cue', () => {
  it('stays through a moment of doubt while it grows', () => {
    const { book } = setUp();
    book.transcript(said('good'), ANNA);
    expect(cueOf(book.transcript(said('good morning', { revision: 2 }), NOBODY)).speakerName).toBe('Anna');
  });

  it('is corrected when the marks say otherwise', () => {
    const { book } = setUp();
    book.transcript(said('good'), NOBODY);
    expect(cueOf(book.transcript(said('good', { revision: 2 }), ANNA))).toMatchObject({ speakerName: 'Anna', speakerLabel: 'SPEAKER_00' });
    expect(cueOf(book.transcript(said('good', { revision: 3 }), BEN))).toMatchObject({ speakerName: 'Ben', speakerLabel: 'SPEAKER_01' });
  });

  it('is what the final says, also nobody', () => {
    const { book } = setUp();
    book.transcript(said('good'), ANNA);
    expect(cueOf(book.transcript(said('Good.', { status: 'final', revision: 2 }), NOBODY))).toMatchObject({
      speakerName: null,
      speakerLabel: null,
    });
  });
});

describe('the end of a cue', () => {
  it('comes by itself, the configured time after its final', () => {
    const { book, pass, now } = setUp();
    const cue = cueOf(book.transcript(said('Yes.', { status: 'final' }), ANNA));
    expect(cue.expiresAtMs).toBe(now() + DURATION_MS);
    expect(book.nextExpiryMs()).toBe(cue.expiresAtMs);
    expect(pass(DURATION_MS - 1)).toEqual([]);
    expect(pass(1)).toEqual([{ type: 'remove', emittedAtMs: now(), cueId: 'c:0' }]);
    expect(book.nextExpiryMs()).toBeNull();
  });

  it('counts from its translation, so that both can be read', () => {
    const { book, pass, now } = setUp();
    book.transcript(said('Yes.', { status: 'final' }), ANNA);
    pass(9_000);
    expect(cueOf(book.translation(translated('Sí.', { status: 'final' }))).expiresAtMs).toBe(now() + DURATION_MS);
    expect(pass(9_000)).toEqual([]);
    expect(removed(pass(1_000))).toEqual(['c:0']);
  });

  it('waits until the longest of its texts is read at 17 characters a second', () => {
    const { book, now } = setUp();
    book.transcript(said('Yes.', { status: 'final' }), ANNA);
    const long = 'palabra '.repeat(34).trim();
    expect(cueOf(book.translation(translated(long, { status: 'final' }))).expiresAtMs).toBeCloseTo(now() + (271 / 17) * 1000);
  });

  it('comes for a partial that has no news: its segment came to nothing', () => {
    const { book, pass } = setUp();
    book.transcript(said('hm'), ANNA);
    pass(6_000);
    expect(book.transcript(said('hm', { revision: 2 }), ANNA)).toEqual([]);
    expect(pass(6_000)).toEqual([]);
    expect(removed(pass(4_000))).toEqual(['c:0']);
  });

  it('comes for a partial at once when a later segment speaks', () => {
    const { book } = setUp();
    book.transcript(said('hm'), ANNA);
    const updates = book.transcript(said('so', { firstSample: 32_000 }), BEN);
    expect(updates.map(({ type }) => type)).toEqual(['remove', 'upsert']);
    expect(book.current().map(({ cueId }) => cueId)).toEqual(['c:32000']);
  });

  it('is undone by a final that comes after it, with a higher revision', () => {
    const { book, pass } = setUp();
    book.transcript(said('hm'), ANNA);
    pass(DURATION_MS);
    expect(cueOf(book.transcript(said('Hm.', { status: 'final', revision: 2 }), ANNA)).revision).toBe(2);
  });

  it('comes early for the oldest when there are more than a tile can show', () => {
    const { book } = setUp();
    for (let index = 0; index < 10; index += 1) book.transcript(said('Yes.', { status: 'final', firstSample: index * 16_000 }), ANNA);
    expect(removed(book.transcript(said('No.', { status: 'final', firstSample: 160_000 }), ANNA))).toEqual(['c:0']);
    expect(book.current()).toHaveLength(10);
  });
});

describe('whatever happens', () => {
  it('updates alone give every viewer what the book holds, and revisions only rise', () => {
    const step = fc.record({
      segment: fc.integer({ min: 0, max: 3 }),
      revision: fc.integer({ min: 1, max: 4 }),
      what: fc.constantFrom('partial', 'final', 'translation', 'final translation', 'time'),
      text: fc.constantFrom('a', 'b c', 'd e f'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { book, pass } = setUp();
        const seen = new Map<string, Cue>();
        const revisions = new Map<string, number>();
        const apply = (updates: readonly CueUpdate[]): void => {
          for (const update of updates) {
            if (update.type === 'remove') {
              expect(seen.delete(update.cueId)).toBe(true);
              continue;
            }
            expect(update.cue.revision).toBeGreaterThan(revisions.get(update.cue.cueId) ?? 0);
            revisions.set(update.cue.cueId, update.cue.revision);
            seen.set(update.cue.cueId, update.cue);
          }
        };
        for (const { segment, revision, what, text } of steps) {
          const key = { firstSample: segment * 16_000, revision };
          if (what === 'time') apply(pass(3_000));
          else if (what === 'partial' || what === 'final') apply(book.transcript(said(text, { ...key, status: what }), ANNA));
          else apply(book.translation(translated(text, { ...key, status: what === 'translation' ? 'partial' : 'final' })));
          expect([...seen.values()].toSorted((a, b) => a.firstSample - b.firstSample)).toEqual(book.current());
          for (const cue of book.current()) expect(cue.expiresAtMs === null).toBe(cue.status === 'partial');
        }
      }),
    );
  });
});
