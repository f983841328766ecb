// Finals and their translations -> packets of the contract, field for field.
import { cueIdOf, samplesToMs, type Attribution, type Transcript, type Translation } from '@subcam/shared';
import type { ContractPacket } from '@subcam/shared/wire';

export interface PacketOf {
  readonly sessionId: string;
  readonly transcript: Transcript;
  readonly attribution: Attribution;
  /** Wall clock of sample 0, ms. */
  readonly startedAtMs: number;
}

/** What both kinds carry. Times are seconds since 1970, fractions kept. The correlation id ties a transcription to its translations. */
function common({ sessionId, transcript, attribution, startedAtMs }: PacketOf) {
  const secondsAt = (sample: number): number => (startedAtMs + samplesToMs(sample)) / 1000;
  return {
    speaker_id: attribution.speakerLabel,
    speaker_name: attribution.displayName,
    session_id: sessionId,
    correlation_id: cueIdOf(transcript.captureId, transcript.firstSample),
    original_text: transcript.text,
    original_language: transcript.language,
    start_timestamp: secondsAt(transcript.firstSample),
    end_timestamp: secondsAt(transcript.speechEndSample),
    correlation_confidence: attribution.confidence,
    timestamp: secondsAt(transcript.firstSample),
  };
}

/** A transcription: source and target language are the same. `timestamp` is when its words began. */
export function transcriptPacket(of: PacketOf): ContractPacket {
  const { text, language, confidence } = of.transcript;
  return {
    translated_text: text,
    source_language: language,
    target_language: language,
    translation_confidence: confidence,
    is_original_transcription: true,
    ...common(of),
  };
}

/** The page and the daemon read one clock, so the meeting's instant and our own of the same words are the same number. */
export function translationPacket(
  of: PacketOf & { readonly translation: Pick<Translation, 'confidence' | 'sourceLanguage' | 'targetLanguage' | 'text'> },
): ContractPacket {
  const { text, sourceLanguage, targetLanguage, confidence } = of.translation;
  const shared = common(of);
  return {
    translated_text: text,
    source_language: sourceLanguage,
    target_language: targetLanguage,
    translation_confidence: confidence,
    is_original_transcription: false,
    google_meet_timestamp: shared.start_timestamp,
    internal_timestamp: shared.start_timestamp,
    ...shared,
  };
}
