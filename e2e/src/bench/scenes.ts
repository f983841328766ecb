// Time -> cues: someone who talks, a line that changes with every frame, a word that comes and goes. Pure, and the same in Node and in a page.
import type { Cue, CueUpdate } from '@subcam/shared';
import { sampleCue } from '@subcam/shared/testing';

/** What a scene sends, and when, from its beginning. */
export interface SceneEvent {
  readonly atMs: number;
  readonly update: CueUpdate;
}

export interface Scene {
  /** In order. */
  readonly events: readonly SceneEvent[];
  /** After which it begins again with `round` raised, so that revisions go on rising. */
  readonly durationMs: number;
}

interface Spoken {
  readonly speakerName: string;
  readonly speakerLabel: string;
  readonly original: string;
  readonly translation: string;
}

const ANNA = { speakerName: 'Anna', speakerLabel: 'SPEAKER_00' } as const;
const BEN = { speakerName: 'Ben', speakerLabel: 'SPEAKER_01' } as const;

const TALK: readonly Spoken[] = [
  {
    ...ANNA,
    original: 'Good morning everyone, shall we begin with the release plan for this week?',
    translation: 'Buenos días a todos, ¿empezamos con el plan de lanzamiento de esta semana?',
  },
  {
    ...BEN,
    original: 'Yes, the new build passed all of its tests, and we fixed the last problem with the login page.',
    translation: 'Sí, la nueva versión pasó todas las pruebas y arreglamos el último problema de la página de acceso.',
  },
  {
    ...ANNA,
    original: 'Very good. Then the only open question is the date, and I would like to hear what you think.',
    translation: 'Muy bien. Entonces la única pregunta abierta es la fecha, y me gustaría oír qué pensáis.',
  },
  {
    ...BEN,
    original: 'Thursday would leave us a day for the documentation and for a last look at the numbers.',
    translation: 'El jueves nos dejaría un día para la documentación y para una última mirada a los números.',
  },
];

/** A word each 330 ms is 180 words a minute; with its translation that is six revisions a second. */
const WORD_MS = 330;
/** From the original's revision to its translation's. */
const TRANSLATION_AFTER_MS = 60;
/** From the end of a sentence to the beginning of the next. */
const PAUSE_MS = 400;
/** A final stays so long. */
const STAYS_MS = 10_000;

const whole = (text: string): Cue['original'] => ({ text, stableLength: text.length });

function cueOf(fields: Pick<Cue, 'cueId' | 'revision' | 'original' | 'translations'> & Partial<Cue>): Cue {
  return sampleCue({ status: 'partial', speakerName: ANNA.speakerName, speakerLabel: ANNA.speakerLabel, ...fields });
}

/** The share of a text that is there when `done` of `of` words of the original are: whole words. */
function grown(text: string, done: number, of: number): string {
  const words = text.split(' ');
  return words.slice(0, Math.ceil((words.length * done) / of)).join(' ');
}

/**
 * Two people, sentence after sentence, growing by a word at a time, each word followed by its translation; sentences go 10 s after
 * their end. `round` counts repetitions: cues of different rounds are different cues. Instants of cues count from `startedAtMs`.
 */
export function talkingScene(round: number, startedAtMs: number): Scene {
  const events: SceneEvent[] = [];
  let atMs = 0;
  for (const [index, { original, translation, ...speaker }] of TALK.entries()) {
    const cueId = `talk:${round}:${index}`;
    const words = original.split(' ').length;
    const shownAtMs = startedAtMs + atMs;
    let revision = 0;
    const put = (offsetMs: number, fields: Pick<Cue, 'original' | 'translations'> & Partial<Cue>): void => {
      revision += 1;
      const cue = cueOf({ cueId, revision, shownAtMs, firstSample: (round * TALK.length + index) * 16_000, ...speaker, ...fields });
      events.push({ atMs: atMs + offsetMs, update: { type: 'upsert', emittedAtMs: startedAtMs + atMs + offsetMs, cue } });
    };
    for (let word = 1; word <= words; word += 1) {
      const last = word === words;
      const end: Partial<Cue> = last ? { status: 'final', confidence: 0.9, expiresAtMs: startedAtMs + atMs + STAYS_MS } : {};
      const heard = whole(grown(original, word, words));
      const before = grown(translation, word - 1, words);
      put(0, { original: heard, translations: before === '' ? {} : { es: whole(before) }, ...end });
      put(TRANSLATION_AFTER_MS, { original: heard, translations: { es: whole(grown(translation, word, words)) }, ...end });
      atMs += WORD_MS;
    }
    atMs += PAUSE_MS;
  }
  return { events, durationMs: atMs };
}

/** The cue of a scene in which one line changes at every step: some letters at its end, as a partial's are. */
export function changingCue(revision: number): Cue {
  const text = `Every frame of this line is another one: ${String(revision).padStart(8, '0')}`;
  return cueOf({ cueId: 'changing', revision, original: whole('A line that changes with every frame'), translations: { es: whole(text) } });
}

const HALF = 'A word that comes';
const FULL = `${HALF} and goes away`;

/** The cue of a scene in which some words at the end of a line come with odd revisions and go with even ones. */
export function blinkingCue(revision: number): Cue {
  const text = whole(revision % 2 === 1 ? FULL : HALF);
  return cueOf({ cueId: 'blinking', revision, original: whole(HALF), translations: { es: text } });
}
