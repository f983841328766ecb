// What viewers were told, update by update -> where it breaks the reading contract. It knows the contract, not how it is kept.
import { TILE_LIMITS, type Cue, type CueUpdate, type SessionEvent, type Translation } from '@subcam/shared';

/** What viewers were told, and between it the final translations as they became known: from then on a cue says just that. */
export type ReadingItem = CueUpdate | { readonly type: 'translated'; readonly translation: Translation };

export interface ReadingContractOptions {
  /** How late a removal may be: 0 on a virtual clock, the timers' own lateness on a real one. Default 0. */
  readonly latenessMs?: number;
}

/** Adults read up to 17 characters a second, and no subtitle is shorter than 5/6 of a second (Netflix Timed Text Style Guide). */
const MS_PER_CHARACTER = 1000 / 17;
const SHORTEST_MS = 5000 / 6;

/** Sums of fractions of milliseconds. */
const ROUNDING_MS = 0.01;

interface Shown {
  readonly cue: Cue;
  /** When its texts were last changed, and when it was opened. */
  readonly changedAtMs: number;
  readonly openedAtMs: number;
  /** Original words that were said to stand. */
  readonly stableWords: readonly string[];
}

/** Case and punctuation change with every word that a recogniser hears more: what stands is the words. */
function wordsOf(text: string): readonly string[] {
  return (text.match(/\S+/gu) ?? []).map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}']/gu, ''));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function readingMs({ original, translations }: Cue): number {
  const texts = [original, ...Object.values(translations)].map(({ text }) => [...graphemes.segment(text)].length);
  return Math.max(SHORTEST_MS, ...texts.map((characters) => characters * MS_PER_CHARACTER));
}

function textsOf({ original, translations }: Cue): string {
  return JSON.stringify([original.text, Object.entries(translations).map(([language, { text }]) => [language, text])]);
}

function endsAtMs({ expiresAtMs }: Cue): number {
  return expiresAtMs ?? Number.POSITIVE_INFINITY;
}

/** Every breach, in words; none: the contract was kept. `items`: of one capture, from its beginning. */
export function readingContractBreaches(items: readonly ReadingItem[], options: ReadingContractOptions = {}): readonly string[] {
  const { latenessMs = 0 } = options;
  const updates = items.filter((item) => item.type !== 'translated');
  const breaches: string[] = [];
  const open = new Map<string, Shown>();
  const revisions = new Map<string, number>();
  const continued = new Map<string, string | null>();
  const translated = new Map<string, { readonly language: string; readonly text: string }[]>();
  let nowMs = Number.NEGATIVE_INFINITY;

  const check = (holds: boolean, breach: string): void => {
    if (!holds) breaches.push(`${breach} (at ${nowMs})`);
  };

  const opened = (cue: Cue): Shown => {
    const newest = [...open.values()].at(-1)?.cue;
    check(newest === undefined || newest.firstSample < cue.firstSample, `${cue.cueId} came before ${newest?.cueId}, which stood already`);
    const isBack = continued.has(cue.cueId);
    if (!isBack && cue.continuesCueId !== null) {
      check(cue.continuesCueId === newest?.cueId, `${cue.cueId} continues ${cue.continuesCueId}, which is not the newest`);
      check(cue.speakerLabel === newest?.speakerLabel, `${cue.cueId} continues somebody else's words`);
    }
    return { cue, changedAtMs: nowMs, openedAtMs: nowMs, stableWords: [] };
  };

  const changed = (before: Shown, cue: Cue): Shown => {
    const { cueId } = cue;
    check(cue.shownAtMs === before.cue.shownAtMs, `${cueId} says that it came at another time`);
    check(before.cue.status !== 'final' || cue.status === 'final', `${cueId} was final and grows again`);
    check(before.cue.status !== 'final' || cue.original.text === before.cue.original.text, `The final words of ${cueId} were changed`);
    for (const language of Object.keys(before.cue.translations)) {
      check(cue.translations[language] !== undefined, `The ${language} of ${cueId} went away`);
    }
    return { ...before, cue, changedAtMs: textsOf(cue) === textsOf(before.cue) ? before.changedAtMs : nowMs };
  };

  const upsert = (cue: Cue): void => {
    const { cueId, original } = cue;
    check(cue.revision > (revisions.get(cueId) ?? 0), `The revision of ${cueId} did not rise`);
    revisions.set(cueId, cue.revision);
    const before = open.get(cueId);
    const shown = before === undefined ? opened(cue) : changed(before, cue);
    check(!continued.has(cueId) || continued.get(cueId) === cue.continuesCueId, `${cueId} came to continue another cue`);
    continued.set(cueId, cue.continuesCueId);
    if (cue.status === 'partial') {
      const words = wordsOf(original.text);
      check(
        shown.stableWords.every((word, index) => word === words[index]),
        `Words of ${cueId} that should stand were changed`,
      );
    }
    const stableWords = wordsOf(original.text.slice(0, original.stableLength));
    check(stableWords.length >= shown.stableWords.length || cue.status === 'final', `Less of ${cueId} stands than did`);
    for (const { language, text } of translated.get(cueId) ?? []) {
      check(text === '' || cue.translations[language]?.text === text, `The final ${language} of ${cueId} was changed`);
    }
    if (cue.expiresAtMs !== null && cue.status === 'final') {
      const readAtMs = shown.changedAtMs + readingMs(cue);
      check(cue.expiresAtMs >= readAtMs - ROUNDING_MS, `${cueId} promises to go before it is read`);
    }
    open.set(cueId, { ...shown, stableWords });
  };

  /** `isReplaced`: a new cue comes at the same instant. */
  const remove = (cueId: string, isReplaced: boolean): void => {
    const shown = open.get(cueId);
    check(shown !== undefined, `${cueId} was removed and did not stand`);
    if (shown === undefined) return;
    const { cue } = shown;
    const isOldest = [...open.keys()][0] === cueId;
    const isTakenBack = cue.status === 'partial';
    check(isOldest || (isTakenBack && isReplaced), `${cueId} went before an older one`);
    const isCrowdedOut = isOldest && open.size > TILE_LIMITS.maxCues.max;
    open.delete(cueId);
    if (isCrowdedOut) return;
    const stayedFromMs = isTakenBack ? shown.openedAtMs : shown.changedAtMs;
    const neededMs = isTakenBack ? SHORTEST_MS : readingMs(cue);
    check(nowMs >= stayedFromMs + neededMs - ROUNDING_MS, `${cueId} went before it was read`);
    check(isTakenBack || nowMs >= (cue.expiresAtMs ?? nowMs) - ROUNDING_MS, `${cueId} went before the time that it gave`);
    if (isOldest && !isReplaced) heads.push(cueId);
  };

  /** Removed at this instant, their time being over: whatever continues them has to go too. */
  let heads: string[] = [];

  /** What has to hold whenever nothing more happens at an instant. */
  const settle = (nextMs: number): void => {
    const cues = [...open.values()].map(({ cue }) => cue);
    check(cues.length <= TILE_LIMITS.maxCues.max, `${cues.length} cues stand at once`);
    for (const [index, cue] of cues.entries()) {
      const before = cues[index - 1];
      check(endsAtMs(cue) + latenessMs >= nextMs, `${cue.cueId} stood on when its time was over`);
      check(cue.continuesCueId === null || !heads.includes(cue.continuesCueId), `${cue.cueId} stayed when the head of its block went`);
      if (before === undefined) continue;
      check(endsAtMs(before) <= endsAtMs(cue), `${before.cueId} outlives ${cue.cueId}, which is newer`);
      check(cue.continuesCueId !== before.cueId || endsAtMs(before) === endsAtMs(cue), `${cue.cueId} does not go with its block`);
    }
    heads = [];
  };

  let told = 0;
  for (const item of items) {
    if (item.type === 'translated') {
      const { captureId, firstSample, targetLanguage: language, text } = item.translation;
      const cueId = `${captureId}:${firstSample}`;
      translated.set(cueId, [...(translated.get(cueId) ?? []), { language, text }]);
      continue;
    }
    check(item.emittedAtMs >= nowMs, 'The clock went back');
    if (item.emittedAtMs > nowMs && told > 0) settle(item.emittedAtMs);
    nowMs = item.emittedAtMs;
    if (item.type === 'upsert') upsert(item.cue);
    else remove(item.cueId, comesAnewAt(updates, told));
    told += 1;
  }
  if (told > 0) settle(nowMs);
  return breaches;
}

/** Whether a cue that did not stand comes at the same instant, after the update with this index. */
function comesAnewAt(updates: readonly CueUpdate[], index: number): boolean {
  const atMs = updates[index]?.emittedAtMs;
  for (let next = index + 1; updates[next]?.emittedAtMs === atMs; next += 1) {
    const update = updates[next];
    if (update?.type === 'upsert' && update.cue.shownAtMs === atMs) return true;
  }
  return false;
}

/** The same of a session's events, each capture of it by itself. */
export function sessionBreaches(events: readonly SessionEvent[], options: ReadingContractOptions = {}): readonly string[] {
  const items = events.flatMap((event): ReadingItem[] => {
    if (event.type === 'cue') return [event.update];
    if (event.type !== 'translation' || event.translation.status !== 'final') return [];
    return [{ type: 'translated', translation: event.translation }];
  });
  return [...Map.groupBy(items, captureOf).values()].flatMap((own) => readingContractBreaches(own, options));
}

function captureOf(item: ReadingItem): string {
  if (item.type === 'translated') return item.translation.captureId;
  const cueId = item.type === 'upsert' ? item.cue.cueId : item.cueId;
  return cueId.slice(0, cueId.lastIndexOf(':'));
}
