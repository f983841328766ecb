// A sound store -> stores with one fault each, and the check of the conformance suite that must find it.
import { SubcamError, type Store, type StoredFinal } from '@subcam/shared';
import { BROKEN_ARCHIVES } from './broken-archives.ts';
import { BROKEN_CAPTURES } from './broken-captures.ts';
import type { BrokenStore } from './broken-store.ts';
import { BROKEN_MEETINGS } from './broken-meetings.ts';
import { BROKEN_OUTBOXES } from './broken-outboxes.ts';
import { BROKEN_UPKEEPS } from './broken-upkeeps.ts';

/** A store whose finals are read with a change. */
const reading = (change: (finals: readonly StoredFinal[]) => readonly StoredFinal[]) => (sound: Store) => ({
  ...sound,
  transcripts: async (sessionId: string) => change(await sound.transcripts(sessionId)),
});

const segmentOf = ({ captureId, firstSample }: { readonly captureId: string; readonly firstSample: number }) =>
  `${captureId} ${firstSample}`;

/** Translations that are shown otherwise than they are stored, by their segment; null: not at all. */
const showing = (remember: (sound: Store, shown: Map<string, string | null>) => Partial<Store>) => (sound: Store) => {
  const shown = new Map<string, string | null>();
  const changed = ({ transcript, translations, ...final }: StoredFinal): StoredFinal => {
    const text = shown.get(segmentOf(transcript));
    if (text === undefined) return { ...final, transcript, translations };
    return { ...final, transcript, translations: text === null ? {} : { es: text } };
  };
  return { ...reading((finals) => finals.map(changed))(sound), ...remember(sound, shown) };
};

const FINALS: readonly BrokenStore[] = [
  [
    'loses a final',
    (sound) => ({ ...sound, commitFinal: ({ progress }) => sound.commitQuiet(progress).then(() => true) }),
    'gives a final back as it was',
  ],
  [
    'fails what comes together with something that cannot be stored',
    (sound) => {
      const together: Promise<boolean>[] = [];
      return {
        ...sound,
        commitFinal: async (final) => {
          const own = sound.commitFinal(final);
          together.push(own);
          await Promise.resolve();
          await Promise.all(together);
          return own;
        },
      };
    },
    'stores each of those that come at once, whatever becomes of one beside it',
  ],
  ['gives a final twice', reading((finals) => [...finals, ...finals]), 'writes a final once, and a second one moves nothing'],
  [
    'says that every final is new',
    (sound) => ({ ...sound, commitFinal: async (final) => (await sound.commitFinal(final)) || true }),
    'writes a final once, and a second one moves nothing',
  ],
  [
    'moves on with a final that it has already',
    (sound) => ({
      ...sound,
      commitFinal: async (final) => {
        const isNew = await sound.commitFinal(final);
        if (!isNew) await sound.commitQuiet(final.progress);
        return isNew;
      },
    }),
    'writes a final once, and a second one moves nothing',
  ],
  [
    'stores the progress before the final',
    (sound) => ({ ...sound, commitFinal: (final) => sound.commitQuiet(final.progress).then(() => sound.commitFinal(final)) }),
    'stores a final with its owed translations, its gap and its progress, or nothing of it',
  ],
  [
    'stores the progress without the final’s',
    (sound) => ({
      ...sound,
      commitFinal: (final) => sound.commitFinal({ ...final, progress: { ...final.progress, throughSample: 0 } }),
    }),
    'stores a final with its owed translations, its gap and its progress, or nothing of it',
  ],
  [
    'stores the gap before the final',
    (sound) => ({
      ...sound,
      commitFinal: async (final) => {
        if (final.gap !== undefined) await sound.recordGap(final.transcript.captureId, final.gap);
        return sound.commitFinal(final);
      },
    }),
    'stores a final with its owed translations, its gap and its progress, or nothing of it',
  ],
  [
    'forgets the gap of a final',
    (sound) => ({ ...sound, commitFinal: ({ gap: _gap, ...final }) => sound.commitFinal(final) }),
    'stores a final with its owed translations, its gap and its progress, or nothing of it',
  ],
  [
    'owes the first translation only',
    (sound) => ({
      ...sound,
      commitFinal: (final) => sound.commitFinal({ ...final, targetLanguages: [...new Set(final.targetLanguages)].slice(0, 1) }),
    }),
    'stores a final with its owed translations, its gap and its progress, or nothing of it',
  ],
  [
    'forgets who spoke',
    reading((finals) =>
      finals.map((final) => ({ ...final, attribution: { participantId: null, displayName: null, speakerLabel: null, confidence: 0 } })),
    ),
    'gives a final back as it was',
  ],
  [
    'rounds how sure it is',
    reading((finals) =>
      finals.map((final) => ({
        ...final,
        transcript: { ...final.transcript, confidence: Math.fround(final.transcript.confidence ?? 0) },
      })),
    ),
    'gives a final back as it was',
  ],
  [
    'ends a text at a NUL',
    (sound) => ({
      ...sound,
      commitFinal: (final) =>
        sound.commitFinal({ ...final, transcript: { ...final.transcript, text: final.transcript.text.split('\0')[0] ?? '' } }),
    }),
    'takes signs that no database keeps, and loses nothing around them',
  ],
  [
    'gives finals in the order in which they were written',
    (sound) => {
      const written = new Map<string, number>();
      const place = (final: StoredFinal) => written.get(segmentOf(final.transcript)) ?? 0;
      return {
        ...reading((finals) => finals.toSorted((a, b) => place(a) - place(b)))(sound),
        commitFinal: (final) => {
          written.set(segmentOf(final.transcript), written.size);
          return sound.commitFinal(final);
        },
      };
    },
    'gives finals in the order in which they were said, and keeps sessions apart',
  ],
  [
    'mixes sessions',
    (sound) => {
      const known = new Set<string>();
      return {
        ...sound,
        openCapture: (session, capture) => {
          known.add(session.sessionId);
          return sound.openCapture(session, capture);
        },
        transcripts: async () => (await Promise.all([...known].map((id) => sound.transcripts(id)))).flat(),
      };
    },
    'gives finals in the order in which they were said, and keeps sessions apart',
  ],
  [
    'keeps one of the finals that are written at once',
    (sound) => {
      let isBusy = false;
      return {
        ...sound,
        commitFinal: async (final) => {
          if (isBusy) return true;
          isBusy = true;
          try {
            await new Promise(setImmediate);
            return await sound.commitFinal(final);
          } finally {
            isBusy = false;
          }
        },
      };
    },
    'keeps every final of many captures that are written at once',
  ],
  [
    'fails with the driver’s own error',
    (sound) => ({
      ...sound,
      commitFinal: (final) =>
        sound.commitFinal(final).catch((error: unknown) => {
          throw error instanceof SubcamError ? new Error(error.message) : error;
        }),
    }),
    'refuses what belongs to no capture',
  ],
];

const TRANSLATIONS: readonly BrokenStore[] = [
  [
    'undoes a translation with a late failure',
    showing((sound, shown) => ({
      failTranslation: async (key, message) => {
        await sound.failTranslation(key, message);
        shown.set(segmentOf(key), null);
      },
    })),
    'keeps what is settled of a translation',
  ],
  [
    'replaces a translation that is done',
    showing((sound, shown) => ({
      commitTranslation: async (translation, atMs) => {
        await sound.commitTranslation(translation, atMs);
        shown.set(segmentOf(translation), translation.text);
      },
    })),
    'keeps what is settled of a translation',
  ],
  [
    'goes on owing a translation that failed',
    (sound) => ({ ...sound, failTranslation: () => Promise.resolve() }),
    'owes each translation until it is done or has failed',
  ],
  [
    'loses a translation',
    (sound) => ({ ...sound, commitTranslation: (translation) => sound.failTranslation(translation, 'lost') }),
    'owes each translation until it is done or has failed',
  ],
  [
    'owes translations of the last final first',
    (sound) => ({ ...sound, pendingTranslations: async (id) => (await sound.pendingTranslations(id)).toReversed() }),
    'owes each translation until it is done or has failed',
  ],
  [
    'takes a translation of nothing',
    (sound) => ({ ...sound, commitTranslation: (...given) => sound.commitTranslation(...given).catch(() => undefined) }),
    'refuses a translation of what was never said',
  ],
];

export const BROKEN_STORES: readonly BrokenStore[] = [
  ...FINALS,
  ...BROKEN_CAPTURES,
  ...TRANSLATIONS,
  ...BROKEN_MEETINGS,
  ...BROKEN_ARCHIVES,
  ...BROKEN_UPKEEPS,
  ...BROKEN_OUTBOXES,
];
