// A few lines of a script -> what a session was told, as the bench of speech records it.
import { cueIdOf, msToSamples, type Cue, type CueText, type CueUpdate, type SessionEvent } from '@subcam/shared';
import type { ContractPacket } from '@subcam/shared/wire';
import type { HeardSession, SentWord, ToldMessage } from '../heard-session.ts';

const CAPTURE = 'c';
const ENGINE = { name: 'script', model: 'script' };

/** `one|two`: what stands before the bar is stable; without a bar nothing is. */
export function marked(text: string): CueText {
  const bar = text.indexOf('|');
  return bar < 0 ? { text, stableLength: 0 } : { text: text.replace('|', ''), stableLength: bar };
}

const whole = (text: string): CueText => ({ text, stableLength: text.length });

export const cueIdAt = (firstMs: number): string => cueIdOf(CAPTURE, msToSamples(firstMs));

/** Words of 200 ms, one after the other from `startMs` on, with `gapMs` between; each is sent as soon as it has ended, at 1000 + its end. */
export function sent(
  text: string,
  { startMs = 0, gapMs = 100 }: { readonly startMs?: number; readonly gapMs?: number } = {},
): readonly SentWord[] {
  return text.split(' ').map((word, index) => {
    const start = startMs + index * (200 + gapMs);
    return { text: word, startMs: start, endMs: start + 200, sentAtMs: 1_000 + start + 200 };
  });
}

interface Place {
  /** Of the segment. */
  readonly firstMs?: number;
  readonly atMs?: number;
}

export interface Script {
  partial(text: string, place?: Place): Script;
  /** `speechEndMs`: default far behind the last word. */
  final(text: string, place?: Place & { readonly speechEndMs?: number }): Script;
  translation(text: string, place?: Place & { readonly isFinal?: boolean }): Script;
  /** What stands on the tile, as the capture's socket and readers are told. `translation`: left out, there is none. */
  cue(text: string, options?: Place & { readonly translation?: string; readonly isFinal?: boolean }): Script;
  remove(place?: Place): Script;
  packet(text: string, place?: Place & { readonly language?: string; readonly original?: string }): Script;
  session(words: readonly SentWord[], samples?: Partial<Pick<HeardSession, 'sentSamples' | 'committedSamples'>>): HeardSession;
}

/** Each step comes 100 ms after the one before it, unless it says when. */
export function script(): Script {
  const told: ToldMessage[] = [];
  const tile: { readonly atMs: number; readonly update: CueUpdate }[] = [];
  let nowMs = 1_000;
  let revision = 0;
  const at = ({ atMs }: Place): number => (nowMs = atMs ?? nowMs + 100);
  const event = (atMs: number, body: Partial<SessionEvent>): void =>
    void told.push({ atMs, type: 'event', event: { atMs, sessionId: 's', ...body } as SessionEvent });
  const show = (atMs: number, update: CueUpdate): void => {
    tile.push({ atMs, update });
    event(atMs, { type: 'cue', update });
  };
  const base = { captureId: CAPTURE, confidence: null, engine: ENGINE };
  const transcript = (
    status: 'partial' | 'final',
    text: CueText,
    { firstMs = 0, speechEndMs = 1_000_000 }: Place & { speechEndMs?: number },
  ) => {
    revision += 1;
    const speechEndSample = msToSamples(speechEndMs);
    return {
      ...base,
      firstSample: msToSamples(firstMs),
      endSample: speechEndSample,
      speechEndSample,
      status,
      revision,
      language: 'en',
      ...text,
    };
  };
  const attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 } as never;
  const steps: Script = {
    partial: (text, place = {}) => {
      event(at(place), { type: 'partial', transcript: transcript('partial', marked(text), place), attribution });
      return steps;
    },
    final: (text, place = {}) => {
      const atMs = at(place);
      event(atMs, { type: 'final', transcript: transcript('final', whole(text), place), attribution, speechEndAtMs: atMs });
      return steps;
    },
    translation: (text, { isFinal = false, ...place } = {}) => {
      const atMs = at(place);
      const key = { ...base, firstSample: msToSamples(place.firstMs ?? 0), revision, sourceLanguage: 'en', targetLanguage: 'pt' };
      event(atMs, {
        type: 'translation',
        translation: { ...key, status: isFinal ? 'final' : 'partial', ...(isFinal ? whole(text) : marked(text)) },
      });
      return steps;
    },
    cue: (text, { translation, isFinal = false, ...place } = {}) => {
      const atMs = at(place);
      revision += 1;
      const cue: Cue = {
        cueId: cueIdAt(place.firstMs ?? 0),
        firstSample: msToSamples(place.firstMs ?? 0),
        continuesCueId: null,
        status: isFinal ? 'final' : 'partial',
        revision,
        speakerName: null,
        speakerLabel: null,
        sourceLanguage: 'en',
        original: isFinal ? whole(text) : marked(text),
        translations: translation === undefined ? {} : { pt: marked(translation) },
        confidence: null,
        shownAtMs: atMs,
        expiresAtMs: null,
      };
      show(atMs, { type: 'upsert', emittedAtMs: atMs, cue });
      return steps;
    },
    remove: (place = {}) => {
      const atMs = at(place);
      show(atMs, { type: 'remove', emittedAtMs: atMs, cueId: cueIdAt(place.firstMs ?? 0) });
      return steps;
    },
    packet: (text, { language = 'en', original, ...place } = {}) => {
      const packet: ContractPacket = {
        translated_text: text,
        source_language: 'en',
        target_language: language,
        speaker_id: null,
        speaker_name: null,
        is_original_transcription: language === 'en',
        correlation_id: cueIdAt(place.firstMs ?? 0),
        ...(original === undefined ? {} : { original_text: original }),
      };
      told.push({ atMs: at(place), type: 'packet', packet });
      return steps;
    },
    session: (words, { sentSamples = 16_000, committedSamples = sentSamples } = {}) => ({
      words,
      tile,
      told,
      sentSamples,
      committedSamples,
    }),
  };
  return steps;
}
