// Events of one capture -> its finals as they come, each with the translations that it is to have.
import { targetsOf, type LanguageCode, type MeetingLanguages, type SessionEvent } from '@subcam/shared';
import type { Provisional } from '../pipeline/index.ts';
import type { ChunkTranslation, ReadSegment } from './read-chunk.ts';

interface HeardFinal extends ReadSegment {
  /** By language; complete when `translated` has resolved. */
  readonly translations: Map<LanguageCode, ChunkTranslation>;
  readonly targets: readonly LanguageCode[];
  readonly translated: PromiseWithResolvers<void>;
}

export interface HeardFinals {
  event(event: SessionEvent): void;
  /** Whether any has come since it was asked for them last. */
  readonly hasNew: boolean;
  /** Those that have come since it was asked last. */
  take(): readonly HeardFinal[];
  /** Who says what is being said there; null: it is not known. */
  partialOf(firstSample: number): ReadSegment | null;
}

export function createHeardFinals(captureId: string, languages: MeetingLanguages): HeardFinals {
  let fresh: HeardFinal[] = [];
  /** That wait for translations. */
  const waiting = new Map<number, HeardFinal>();
  let partial: ReadSegment | null = null;

  const settle = (firstSample: number, language: LanguageCode, translation: ChunkTranslation): void => {
    const final = waiting.get(firstSample);
    if (final === undefined) return;
    final.translations.set(language, translation);
    if (!final.targets.every((target) => final.translations.has(target))) return;
    waiting.delete(firstSample);
    final.translated.resolve();
  };

  return {
    event: (event) => {
      switch (event.type) {
        case 'partial':
          if (event.transcript.captureId === captureId) partial = event;
          break;
        case 'final': {
          const { transcript, attribution } = event;
          if (transcript.captureId !== captureId) break;
          const targets = targetsOf(languages, transcript.language);
          const final: HeardFinal = {
            transcript,
            attribution,
            targets,
            translations: new Map(),
            translated: Promise.withResolvers<void>(),
          };
          fresh.push(final);
          if (targets.length === 0) final.translated.resolve();
          else waiting.set(transcript.firstSample, final);
          break;
        }
        case 'translation': {
          const { captureId: of, status, firstSample, targetLanguage, text, confidence, engine } = event.translation;
          if (of === captureId && status === 'final') settle(firstSample, targetLanguage, { text, confidence, service: engine.name });
          break;
        }
        case 'translation-failed':
          // It names no capture: of the session's captures only those that wait for this one are meant.
          settle(event.firstSample, event.targetLanguage, { error: event.message });
          break;
        case 'opened':
        case 'cue':
        case 'gap':
        case 'meeting':
        case 'omission':
        case 'state':
        case 'tile':
        case 'tile-settings':
        case 'closed':
          break;
      }
    },
    get hasNew() {
      return fresh.length > 0;
    },
    take: () => {
      const taken = fresh;
      fresh = [];
      return taken;
    },
    partialOf: (firstSample) => (partial?.transcript.firstSample === firstSample ? partial : null),
  };
}

/** Of several finals and what is still being said, one text for each language: joined, or the first reason why one of them has none. */
export function joinedTranslations(finals: readonly HeardFinal[], provisional: Provisional | null): Record<LanguageCode, ChunkTranslation> {
  const joined: Record<LanguageCode, ChunkTranslation> = {};
  for (const { targets, translations } of finals) {
    for (const target of targets) {
      const translation = translations.get(target) ?? {
        error: 'The translation did not come in time; the session’s timeline will have it.',
      };
      joined[target] = joinedWith(joined[target], translation);
    }
  }
  for (const { targetLanguage, text, confidence, engine } of provisional?.translations ?? []) {
    joined[targetLanguage] = joinedWith(joined[targetLanguage], { text, confidence, service: engine.name });
  }
  for (const [target, error] of Object.entries(provisional?.failures ?? {})) joined[target] = joinedWith(joined[target], { error });
  return joined;
}

function joinedWith(before: ChunkTranslation | undefined, next: ChunkTranslation): ChunkTranslation {
  if (before === undefined || 'error' in before) return before ?? next;
  if ('error' in next) return next;
  const known = [before.confidence, next.confidence].filter((confidence) => confidence !== null);
  return {
    text: `${before.text} ${next.text}`,
    confidence: known.length === 0 ? null : Math.min(...known),
    service: next.service,
  };
}
