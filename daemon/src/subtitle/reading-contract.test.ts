// Whatever is said, and however fast: what viewers are told keeps the reading contract.
import type { Attribution, CueUpdate } from '@subcam/shared';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingContractBreaches, type ReadingItem } from '../testing/reading-contract.ts';
import { ANNA, BEN, NOBODY, bookByHand, said, translated, type BookByHand } from './testing/cue-book-by-hand.ts';

const WORDS = 'so what they said about the old house near the river was that nobody has ever lived in it for long'.split(' ');
const speaker = fc.constantFrom<Attribution>(ANNA, BEN, NOBODY);
const shortWhile = fc.constantFrom(0, 1, 10, 250, 900, 2_500, 12_000);

interface Utterance {
  readonly pauseMs: number;
  readonly partials: readonly { readonly afterMs: number; readonly who: Attribution; readonly isTranslated: boolean }[];
  /** null: it came to nothing. */
  readonly final: { readonly who: Attribution; readonly words: number; readonly translatedAfterMs: number | null } | null;
}

const utterance: fc.Arbitrary<Utterance> = fc.record({
  pauseMs: shortWhile,
  partials: fc.array(fc.record({ afterMs: shortWhile, who: speaker, isTranslated: fc.boolean() }), { maxLength: 4 }),
  final: fc.option(
    fc.record({ who: speaker, words: fc.integer({ min: 1, max: WORDS.length }), translatedAfterMs: fc.option(shortWhile) }),
    { freq: 6 },
  ),
});

/** Says it to the book as the rooms before it would; returns what viewers are told. */
function say({ book, pass }: BookByHand, { pauseMs, partials, final }: Utterance, index: number): ReadingItem[] {
  const items: ReadingItem[] = [...pass(pauseMs)];
  const firstSample = index * 16_000;
  for (const [at, { afterMs, who, isTranslated }] of partials.entries()) {
    const revision = at + 1;
    const text = WORDS.slice(0, revision * 2).join(' ');
    const stableLength = WORDS.slice(0, at).join(' ').length;
    items.push(...pass(afterMs), ...book.transcript(said(text, { firstSample, revision, stableLength }), who));
    if (isTranslated) items.push(...book.translation(translated(`es ${revision}`, { firstSample, revision })));
  }
  if (final === null) return items;
  const revision = partials.length + 1;
  const text = WORDS.slice(0, final.words).join(' ');
  items.push(...book.transcript(said(text, { firstSample, revision, status: 'final' }), final.who));
  if (final.translatedAfterMs === null) return items;
  const translation = translated(text.toUpperCase(), { firstSample, revision, status: 'final' });
  items.push(...pass(final.translatedAfterMs), { type: 'translated', translation }, ...book.translation(translation));
  return items;
}

function logOf(utterances: readonly Utterance[], untilEmpty = true): readonly ReadingItem[] {
  const hand = bookByHand();
  const items = utterances.flatMap((one, index) => say(hand, one, index));
  return untilEmpty ? [...items, ...hand.pass(60_000)] : items;
}

const isUpdate = (item: ReadingItem): item is CueUpdate => item.type !== 'translated';

describe('the reading contract', () => {
  it('is kept in any conversation, and in the end nothing stands', () => {
    fc.assert(
      fc.property(fc.array(utterance, { maxLength: 14 }), (utterances) => {
        const log = logOf(utterances);
        expect(readingContractBreaches(log)).toEqual([]);
        const standing = new Set<string>();
        for (const update of log.filter(isUpdate)) {
          if (update.type === 'upsert') standing.add(update.cue.cueId);
          else standing.delete(update.cueId);
        }
        expect([...standing]).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('is kept whatever comes, in whatever order, and updates alone give every viewer what the book holds', () => {
    const step = fc.record({
      segment: fc.integer({ min: 0, max: 3 }),
      revision: fc.integer({ min: 1, max: 4 }),
      what: fc.constantFrom('partial', 'final', 'translation', 'final translation', 'time'),
      text: fc.constantFrom('', 'a', 'b c', 'd e f'),
      who: speaker,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { book, pass } = bookByHand();
        const log: CueUpdate[] = [];
        for (const { segment, revision, what, text, who } of steps) {
          const key = { firstSample: segment * 16_000, revision };
          if (what === 'time') log.push(...pass(3_000));
          else if (what === 'partial' || what === 'final') log.push(...book.transcript(said(text, { ...key, status: what }), who));
          else log.push(...book.translation(translated(text, { ...key, status: what === 'translation' ? 'partial' : 'final' })));
          const seen = new Map(log.map((update) => (update.type === 'upsert' ? [update.cue.cueId, update.cue] : [update.cueId, null])));
          expect([...seen.values()].filter((cue) => cue !== null).toSorted((a, b) => a.firstSample - b.firstSample)).toEqual(
            book.current(),
          );
        }
        expect(readingContractBreaches(log)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['one who never stops', () => ANNA],
    ['two at once', (index: number) => (index % 2 === 0 ? ANNA : BEN)],
    ['nobody known', () => NOBODY],
  ])('is kept in a flood of a hundred cues a second, of %s: bounded, in order', (_whose, who) => {
    const utterances = Array.from({ length: 300 }, (_, index): Utterance => ({
      pauseMs: 10,
      partials: [{ afterMs: 0, who: who(index), isTranslated: true }],
      final: index % 3 === 0 ? null : { who: who(index), words: WORDS.length, translatedAfterMs: 0 },
    }));
    const log = logOf(utterances);
    expect(readingContractBreaches(log)).toEqual([]);
    // A cue is told, grows, ends, is translated and goes; each of it may move the end of the nine others.
    expect(log.length).toBeLessThan(300 * 5 * 10);
  });
});

describe('the check of the reading contract', () => {
  const TALK: readonly Utterance[] = [
    { pauseMs: 0, partials: [{ afterMs: 0, who: ANNA, isTranslated: true }], final: { who: ANNA, words: 18, translatedAfterMs: 10 } },
    {
      pauseMs: 900,
      partials: [
        { afterMs: 0, who: ANNA, isTranslated: false },
        { afterMs: 300, who: ANNA, isTranslated: false },
        { afterMs: 300, who: ANNA, isTranslated: false },
      ],
      final: { who: ANNA, words: 6, translatedAfterMs: 10 },
    },
    { pauseMs: 100, partials: [], final: { who: BEN, words: 2, translatedAfterMs: 10 } },
  ];
  const log = logOf(TALK);
  const cue = (item: ReadingItem) => (item.type === 'upsert' ? item.cue : null);
  const earlier = (ms: number) => (item: ReadingItem) => (item.type === 'remove' ? { ...item, emittedAtMs: item.emittedAtMs - ms } : item);
  const recue = (change: (item: NonNullable<ReturnType<typeof cue>>) => object) => (item: ReadingItem) =>
    item.type === 'upsert' ? { ...item, cue: { ...item.cue, ...change(item.cue) } } : item;
  const last = log.findLastIndex(({ type }) => type === 'upsert');

  it('finds nothing in a log that keeps it', () => {
    expect(log.filter(isUpdate).some((update) => update.type === 'upsert' && update.cue.continuesCueId !== null)).toBe(true);
    expect(readingContractBreaches(log)).toEqual([]);
  });

  it.each<[breach: RegExp, broken: readonly ReadingItem[]]>([
    [/went before it was read/, log.map(earlier(9_500))],
    [/went before the time that it gave/, log.map(earlier(1))],
    [/stood on when its time was over/, log.map(earlier(-1))],
    [
      /went before an older one/,
      log
        .toSorted((a, b) => Number(a.type === 'remove') - Number(b.type === 'remove'))
        .toReversed()
        .toSorted((a, b) => (isUpdate(a) && isUpdate(b) ? a.emittedAtMs - b.emittedAtMs : 0)),
    ],
    [/did not rise/, log.map(recue(() => ({ revision: 1 })))],
    [/came to continue another cue/, log.map((item, index) => (index === last ? recue(() => ({ continuesCueId: 'c:0' }))(item) : item))],
    [/which is not the newest/, log.map(recue(({ continuesCueId }) => ({ continuesCueId: continuesCueId === null ? null : 'c:7' })))],
    [
      /continues somebody else's words/,
      log.map(recue(({ continuesCueId }) => (continuesCueId === null ? {} : { speakerLabel: 'SPEAKER_07' }))),
    ],
    [
      /promises to go before it is read/,
      log.map(recue(({ expiresAtMs, shownAtMs }) => (expiresAtMs === null ? {} : { expiresAtMs: shownAtMs }))),
    ],
    [
      /does not go with its block/,
      log.map(
        recue(({ continuesCueId, expiresAtMs }) =>
          continuesCueId === null || expiresAtMs === null ? {} : { expiresAtMs: expiresAtMs + 1 },
        ),
      ),
    ],
    [
      /outlives/,
      log.map(
        recue(({ speakerName, expiresAtMs }) =>
          speakerName !== 'Ben' || expiresAtMs === null ? {} : { expiresAtMs: expiresAtMs - 2_000 },
        ),
      ),
    ],
    [
      /should stand were changed/,
      log.map(
        recue(({ status, revision }) => (status === 'partial' && revision > 2 ? { original: { text: 'no no no', stableLength: 2 } } : {})),
      ),
    ],
    [
      /final words of .* were changed/,
      log.map((item, index) => (index === last ? recue(() => ({ original: { text: 'Else.', stableLength: 5 } }))(item) : item)),
    ],
    [
      /final es of .* was changed/,
      log.map((item, index) => (index === last ? recue(() => ({ translations: { es: { text: 'x', stableLength: 1 } } }))(item) : item)),
    ],
    [/was final and grows again/, log.map((item, index) => (index === last ? recue(() => ({ status: 'partial' }))(item) : item))],
    [/at another time/, log.map((item, index) => (index === last ? recue(() => ({ shownAtMs: 0 }))(item) : item))],
    [/came before/, log.map(recue(({ firstSample }) => ({ firstSample: -firstSample })))],
    [/removed and did not stand/, log.filter((item) => cue(item)?.speakerName !== 'Ben')],
    [/stayed when the head of its block went/, log.filter((item) => !(item.type === 'remove' && item.cueId === 'c:16000'))],
  ])('finds %s', (breach, broken) => {
    expect(readingContractBreaches(broken).join('\n')).toMatch(breach);
  });

  it('finds more cues than a tile can show', () => {
    const flood = Array.from({ length: 12 }, (): Utterance => ({
      pauseMs: 0,
      partials: [],
      final: { who: ANNA, words: 2, translatedAfterMs: null },
    }));
    const kept = logOf(flood, false).filter(({ type }) => type !== 'remove');
    expect(readingContractBreaches(kept).join('\n')).toMatch(/12 cues stand at once/);
  });
});
