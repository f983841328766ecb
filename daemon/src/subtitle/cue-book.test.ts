// What viewers read: when a cue comes, changes and goes.
import { CUE_LIMITS, cueShape } from '@subcam/shared';
import { schemaOf } from '@subcam/shared/wire';
import { describe, expect, it } from 'vitest';
import { ANNA, BEN, DURATION_MS, NOBODY, bookByHand, cueOf, removed, said, translated } from './testing/cue-book-by-hand.ts';

describe('a cue', () => {
  it('appears with the first partial, and stays while it grows', () => {
    const { book, now } = bookByHand();
    const updates = book.transcript(said('good', { stableLength: 0 }), ANNA);
    expect(updates).toEqual([
      {
        type: 'upsert',
        emittedAtMs: now(),
        cue: {
          cueId: 'c:0',
          firstSample: 0,
          continuesCueId: null,
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
    const { book, pass } = bookByHand();
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
    const { book } = bookByHand();
    book.transcript(said('good'), ANNA);
    expect(book.transcript(said('good', { revision: 2 }), ANNA)).toEqual([]);
    book.translation(translated('buenos'));
    expect(book.translation(translated('buenos', { revision: 2 }))).toEqual([]);
    expect(book.current()[0]?.revision).toBe(2);
  });

  it('is cut off at the longest text that its readers accept, whatever an engine answers', () => {
    const { book } = bookByHand();
    const endless = 'x'.repeat(CUE_LIMITS.textUnits + 1);
    book.transcript(said(endless, { status: 'final' }), ANNA);
    const cue = cueOf(book.translation(translated(endless, { status: 'final' })));
    expect(schemaOf(cueShape).safeParse(cue).success).toBe(true);
    for (const { text, stableLength } of [cue.original, ...Object.values(cue.translations)]) {
      expect([text.length, stableLength]).toEqual([CUE_LIMITS.textUnits, CUE_LIMITS.textUnits]);
    }
  });

  it('holds the original and its translations together', () => {
    const { book } = bookByHand();
    book.transcript(said('good morning'), ANNA);
    book.translation(translated('buenos días', { stableLength: 6 }));
    const cue = cueOf(book.translation(translated('bonjour', { targetLanguage: 'fr' })));
    expect(cue.original.text).toBe('good morning');
    expect(cue.translations).toEqual({ es: { text: 'buenos días', stableLength: 6 }, fr: { text: 'bonjour', stableLength: 0 } });
  });

  it('that turns out to be in another language loses the translations so far, and takes none that come late', () => {
    const { book } = bookByHand();
    book.transcript(said('bond'), ANNA);
    book.translation(translated('bono', { targetLanguage: 'pt' }));
    const corrected = cueOf(book.transcript(said('bom dia', { revision: 2, language: 'pt' }), ANNA));
    expect(corrected).toMatchObject({ sourceLanguage: 'pt', translations: {} });
    expect(book.translation(translated('bono dias', { revision: 2, targetLanguage: 'pt' }))).toEqual([]);
    const english = translated('good morning', { revision: 2, sourceLanguage: 'pt', targetLanguage: 'en' });
    expect(cueOf(book.translation(english)).translations).toEqual({ en: { text: 'good morning', stableLength: 0 } });
    const again = cueOf(book.transcript(said('bom dia a todos', { revision: 3, language: 'pt-BR' }), ANNA));
    expect(Object.keys(again.translations)).toEqual(['en']);
  });

  it('keeps its partial translation under the final until the final translation is there', () => {
    const { book } = bookByHand();
    book.transcript(said('good'), ANNA);
    book.translation(translated('buenos'));
    const final = cueOf(book.transcript(said('Good morning.', { status: 'final', revision: 3 }), ANNA));
    expect(final.translations['es']?.text).toBe('buenos');
    const whole = cueOf(book.translation(translated('Buenos días.', { status: 'final', revision: 3 })));
    expect(whole.translations['es']).toEqual({ text: 'Buenos días.', stableLength: 12 });
  });

  it('is never set back by what comes late', () => {
    const { book } = bookByHand();
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
    const { book, pass } = bookByHand();
    book.transcript(said('Yes.', { status: 'final' }), ANNA);
    pass(DURATION_MS);
    expect(book.translation(translated('Sí.', { status: 'final' }))).toEqual([]);
    expect(book.translation(translated('Sí.', { firstSample: 999, status: 'final' }))).toEqual([]);
    expect(book.current()).toEqual([]);
  });

  it('has no words, no cue', () => {
    const { book } = bookByHand();
    expect(book.transcript(said(''), ANNA)).toEqual([]);
    book.transcript(said('yes'), ANNA);
    expect(book.translation(translated(''))).toEqual([]);
    expect(book.current()[0]?.translations).toEqual({});
  });

  it('is as sure as its least sure part', () => {
    const { book } = bookByHand();
    expect(cueOf(book.transcript(said('yes', { confidence: 0.9 }), ANNA)).confidence).toBe(0.9);
    expect(cueOf(book.translation(translated('sí', { confidence: 0.7 }))).confidence).toBe(0.7);
    expect(cueOf(book.transcript(said('yes it', { confidence: 0.6, revision: 2 }), ANNA)).confidence).toBe(0.6);
  });
});

describe('the speaker of a cue', () => {
  it('stays through a moment of doubt while it grows', () => {
    const { book } = bookByHand();
    book.transcript(said('good'), ANNA);
    expect(cueOf(book.transcript(said('good morning', { revision: 2 }), NOBODY)).speakerName).toBe('Anna');
  });

  it('is corrected when the marks say otherwise', () => {
    const { book } = bookByHand();
    book.transcript(said('good'), NOBODY);
    expect(cueOf(book.transcript(said('good', { revision: 2 }), ANNA))).toMatchObject({ speakerName: 'Anna', speakerLabel: 'SPEAKER_00' });
    expect(cueOf(book.transcript(said('good', { revision: 3 }), BEN))).toMatchObject({ speakerName: 'Ben', speakerLabel: 'SPEAKER_01' });
  });

  it('is what the final says, also nobody', () => {
    const { book } = bookByHand();
    book.transcript(said('good'), ANNA);
    expect(cueOf(book.transcript(said('Good.', { status: 'final', revision: 2 }), NOBODY))).toMatchObject({
      speakerName: null,
      speakerLabel: null,
    });
  });
});

describe('the end of a cue', () => {
  it('comes by itself, the configured time after its final', () => {
    const { book, pass, now } = bookByHand();
    const cue = cueOf(book.transcript(said('Yes.', { status: 'final' }), ANNA));
    expect(cue.expiresAtMs).toBe(now() + DURATION_MS);
    expect(book.nextExpiryMs()).toBe(cue.expiresAtMs);
    expect(pass(DURATION_MS - 1)).toEqual([]);
    expect(pass(1)).toEqual([{ type: 'remove', emittedAtMs: now(), cueId: 'c:0' }]);
    expect(book.nextExpiryMs()).toBeNull();
  });

  it('counts from its translation, so that both can be read', () => {
    const { book, pass, now } = bookByHand();
    book.transcript(said('Yes.', { status: 'final' }), ANNA);
    pass(9_000);
    expect(cueOf(book.translation(translated('Sí.', { status: 'final' }))).expiresAtMs).toBe(now() + DURATION_MS);
    expect(pass(9_000)).toEqual([]);
    expect(removed(pass(1_000))).toEqual(['c:0']);
  });

  it('waits until the longest of its texts is read at 17 characters a second', () => {
    const { book, now } = bookByHand();
    book.transcript(said('Yes.', { status: 'final' }), ANNA);
    const long = 'palabra '.repeat(34).trim();
    expect(cueOf(book.translation(translated(long, { status: 'final' }))).expiresAtMs).toBeCloseTo(now() + (271 / 17) * 1000);
  });

  it('comes for a partial that has no news: its segment came to nothing', () => {
    const { book, pass } = bookByHand();
    book.transcript(said('hm'), ANNA);
    pass(6_000);
    expect(book.transcript(said('hm', { revision: 2 }), ANNA)).toEqual([]);
    expect(pass(6_000)).toEqual([]);
    expect(removed(pass(4_000))).toEqual(['c:0']);
  });

  it('comes for a partial at once when it is known that its segment came to nothing, for no final, and for nothing of which words stay', () => {
    const { book, pass } = bookByHand();
    book.transcript(said('hm', { stableLength: 0 }), ANNA);
    pass(834);
    expect(removed(book.cameToNothing({ captureId: 'c', firstSample: 0 }))).toEqual(['c:0']);
    expect(book.cameToNothing({ captureId: 'c', firstSample: 0 })).toEqual([]);
    book.transcript(said('so', { firstSample: 32_000, status: 'final' }), ANNA);
    expect(book.cameToNothing({ captureId: 'c', firstSample: 32_000 })).toEqual([]);
    book.transcript(said('and then', { firstSample: 64_000, stableLength: 3 }), ANNA);
    expect(book.cameToNothing({ captureId: 'c', firstSample: 64_000 })).toEqual([]);
    expect(book.current().map(({ cueId }) => cueId)).toEqual(['c:32000', 'c:64000']);
  });

  it('comes when it has stood for 5/6 s for a partial that has just appeared when its segment came to nothing', () => {
    const { book, pass } = bookByHand();
    book.transcript(said('hm', { stableLength: 0 }), ANNA);
    pass(300);
    expect(cueOf(book.cameToNothing({ captureId: 'c', firstSample: 0 })).original.text).toBe('hm');
    expect(pass(533)).toEqual([]);
    expect(removed(pass(1))).toEqual(['c:0']);
  });

  it('comes for a partial at once when a later segment speaks', () => {
    const { book, pass } = bookByHand();
    book.transcript(said('hm'), ANNA);
    pass(834);
    const updates = book.transcript(said('so', { firstSample: 32_000 }), BEN);
    expect(updates.map(({ type }) => type)).toEqual(['remove', 'upsert']);
    expect(book.current().map(({ cueId }) => cueId)).toEqual(['c:32000']);
  });

  it('comes for a partial that has just appeared when it has stood for 5/6 s, although a later segment speaks', () => {
    const { book, pass, now } = bookByHand();
    book.transcript(said('hm'), ANNA);
    const shownAtMs = now();
    pass(300);
    const updates = book.transcript(said('so', { firstSample: 32_000 }), ANNA);
    expect(cueOf(updates)).toMatchObject({ cueId: 'c:32000', continuesCueId: null });
    expect(book.current()[0]?.expiresAtMs).toBeCloseTo(shownAtMs + 5000 / 6);
    expect(pass(533)).toEqual([]);
    expect(removed(pass(1))).toEqual(['c:0']);
  });

  it('does not come for a partial that waits for its final when a later segment speaks, but when that one has its own', () => {
    const { book, pass } = bookByHand();
    book.transcript(said('hm'), ANNA);
    book.awaitsFinal({ captureId: 'c', firstSample: 0 });
    pass(834);
    book.transcript(said('so'), ANNA);
    expect(book.transcript(said('so', { firstSample: 32_000 }), BEN).map(({ type }) => type)).toEqual(['upsert']);
    expect(pass(1)).toEqual([]);
    book.transcript(said('So.', { status: 'final', firstSample: 32_000, revision: 2 }), BEN);
    expect(removed(pass(1))).toEqual(['c:0']);
  });

  it('is undone by a final that comes after it, with a higher revision', () => {
    const { book, pass } = bookByHand();
    book.transcript(said('hm'), ANNA);
    pass(DURATION_MS);
    expect(cueOf(book.transcript(said('Hm.', { status: 'final', revision: 2 }), ANNA)).revision).toBe(2);
  });

  it('comes early for the oldest when there are more than a tile can show', () => {
    const { book } = bookByHand();
    for (let index = 0; index < 10; index += 1) book.transcript(said('Yes.', { status: 'final', firstSample: index * 16_000 }), ANNA);
    expect(removed(book.transcript(said('No.', { status: 'final', firstSample: 160_000 }), ANNA))).toEqual(['c:0']);
    expect(book.current()).toHaveLength(10);
  });
});

describe('a speaker who is faster than readers', () => {
  const LONG = 'Nobody can have read all of these words a moment after they were spoken.';
  const second = { firstSample: 32_000 };

  it('goes on in the same block: the next cue continues the one that is still being read', () => {
    const { book, pass } = bookByHand();
    book.transcript(said(LONG, { status: 'final' }), ANNA);
    pass((LONG.length / 17) * 1000 - 1);
    expect(cueOf(book.transcript(said('and', second), ANNA)).continuesCueId).toBe('c:0');
  });

  it('begins a new block when all has been read', () => {
    const { book, pass } = bookByHand();
    book.transcript(said(LONG, { status: 'final' }), ANNA);
    pass((LONG.length / 17) * 1000 + 1);
    expect(cueOf(book.transcript(said('and', second), ANNA)).continuesCueId).toBeNull();
  });

  it('is not continued by somebody else, nor by nobody; words of nobody are, by words of nobody', () => {
    const next = (first: typeof ANNA, then: typeof ANNA): string | null => {
      const { book } = bookByHand();
      book.transcript(said(LONG, { status: 'final' }), first);
      return cueOf(book.transcript(said('and', second), then)).continuesCueId;
    };
    expect([next(ANNA, BEN), next(ANNA, NOBODY), next(NOBODY, ANNA)]).toEqual([null, null, null]);
    expect([next(ANNA, ANNA), next(NOBODY, NOBODY)]).toEqual(['c:0', 'c:0']);
  });

  it('is not continued in another language, whose translations are others', () => {
    const { book } = bookByHand();
    book.transcript(said(LONG, { status: 'final' }), ANNA);
    expect(cueOf(book.transcript(said('e', { ...second, language: 'pt' }), ANNA)).continuesCueId).toBeNull();
    const { book: regional } = bookByHand();
    regional.transcript(said(LONG, { status: 'final' }), ANNA);
    expect(cueOf(regional.transcript(said('and', { ...second, language: 'en-GB' }), ANNA)).continuesCueId).toBe('c:0');
  });

  it('stays in the block, or out of it, whatever name the final is given', () => {
    const { book } = bookByHand();
    book.transcript(said(LONG, { status: 'final' }), ANNA);
    expect(cueOf(book.transcript(said('and', second), NOBODY)).continuesCueId).toBeNull();
    const final = cueOf(book.transcript(said('And so.', { ...second, status: 'final', revision: 2 }), ANNA));
    expect(final).toMatchObject({ speakerName: 'Anna', continuesCueId: null });
    expect(cueOf(book.transcript(said('but', { firstSample: 64_000 }), ANNA)).continuesCueId).toBe('c:32000');
    const corrected = cueOf(book.transcript(said('But no.', { firstSample: 64_000, status: 'final', revision: 2 }), BEN));
    expect(corrected).toMatchObject({ speakerName: 'Ben', continuesCueId: 'c:32000' });
  });

  it('keeps the head of the block until its end is read: both are told when they go, and go together', () => {
    const { book, pass, now } = bookByHand();
    book.transcript(said(LONG, { status: 'final' }), ANNA);
    pass(2_000);
    const growing = book.transcript(said('and', second), ANNA);
    expect(growing.map((update) => update.type === 'upsert' && [update.cue.cueId, update.cue.expiresAtMs])).toEqual([
      ['c:32000', null],
      ['c:0', null],
    ]);
    pass(9_000);
    expect(book.current()).toHaveLength(2);
    book.transcript(said('And so.', { ...second, status: 'final', revision: 2 }), ANNA);
    expect(book.current().map(({ expiresAtMs }) => expiresAtMs)).toEqual([now() + DURATION_MS, now() + DURATION_MS]);
    expect(pass(DURATION_MS - 1)).toEqual([]);
    expect(removed(pass(1))).toEqual(['c:0', 'c:32000']);
  });

  it('has the oldest words go early when a block is longer than a tile can show', () => {
    const { book } = bookByHand();
    for (let index = 0; index < 10; index += 1) book.transcript(said(LONG, { status: 'final', firstSample: index * 16_000 }), ANNA);
    const updates = book.transcript(said(LONG, { status: 'final', firstSample: 160_000 }), ANNA);
    expect(removed(updates)).toEqual(['c:0']);
    expect(book.current().map(({ continuesCueId }) => continuesCueId === null)).toEqual(Array.from({ length: 10 }, () => false));
  });
});

describe('a cue that is read longer than those after it', () => {
  it('takes them along: nothing goes from under what is still being read', () => {
    const { book, pass, now } = bookByHand();
    book.transcript(said('Yes.', { status: 'final' }), ANNA);
    pass(1_000);
    book.transcript(said('No.', { status: 'final', firstSample: 32_000 }), BEN);
    pass(5_000);
    const updates = book.translation(translated('Sí.', { status: 'final' }));
    expect(updates.map((update) => update.type === 'upsert' && update.cue.cueId)).toEqual(['c:0', 'c:32000']);
    expect(book.current().map(({ expiresAtMs }) => expiresAtMs)).toEqual([now() + DURATION_MS, now() + DURATION_MS]);
    expect(removed(pass(DURATION_MS))).toEqual(['c:0', 'c:32000']);
  });
});

describe('a cue of the past', () => {
  it('is not squeezed in between those that stand', () => {
    const { book } = bookByHand();
    book.transcript(said('later', { firstSample: 32_000 }), ANNA);
    expect(book.transcript(said('Earlier.', { status: 'final' }), ANNA)).toEqual([]);
  });
});

describe('how long cues stay', () => {
  it('can be changed: what stands keeps the time that it was given', () => {
    const { book, now } = bookByHand();
    const startMs = now();
    book.transcript(said('Yes.', { status: 'final' }), ANNA);
    book.stayAtLeast(20_000);
    book.transcript(said('No.', { status: 'final', firstSample: 32_000 }), BEN);
    expect(book.current().map(({ expiresAtMs }) => expiresAtMs)).toEqual([startMs + DURATION_MS, startMs + 20_000]);
  });
});
