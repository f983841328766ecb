// Finals and translations -> the contract's packets: snake_case, times in seconds since 1970.
import { cueIdOf, samplesToMs, type Attribution, type Transcript, type Translation } from '@subcam/shared';
import type { ContractPacket } from '@subcam/shared/wire';

export interface TranscriptPacketInput {
  readonly sessionId: string;
  readonly transcript: Transcript;
  readonly attribution: Attribution;
  /** Wall clock of sample 0, ms. */
  readonly startedAtMs: number;
}

function common({
  sessionId,
  transcript,
  attribution,
  startedAtMs,
}: TranscriptPacketInput): Omit<ContractPacket, 'translated_text' | 'target_language' | 'is_original_transcription'> {
  const secondsOf = (sample: number): number => (startedAtMs + samplesToMs(sample)) / 1000;
  return {
    source_language: transcript.language,
    speaker_id: attribution.speakerLabel,
    speaker_name: attribution.displayName,
    session_id: sessionId,
    correlation_id: cueIdOf(transcript.captureId, transcript.firstSample),
    original_text: transcript.text,
    original_language: transcript.language,
    start_timestamp: secondsOf(transcript.firstSample),
    end_timestamp: secondsOf(transcript.speechEndSample),
    correlation_confidence: attribution.confidence,
    timestamp: secondsOf(transcript.firstSample),
  };
}

/** A transcription: its source is its target, and its confidence is the recogniser's (null where it gives none). */
export function transcriptPacket(input: TranscriptPacketInput): ContractPacket {
  const { transcript } = input;
  return {
    translated_text: transcript.text,
    target_language: transcript.language,
    translation_confidence: transcript.confidence,
    is_original_transcription: true,
    ...common(input),
  };
}

/** A translation. `google_meet_timestamp`: when its speech began in the meeting; `internal_timestamp`: when it ended in the capture. */
export function translationPacket(input: TranscriptPacketInput & { readonly translation: Translation }): ContractPacket {
  const { translation } = input;
  const shared = common(input);
  return {
    translated_text: translation.text,
    target_language: translation.targetLanguage,
    translation_confidence: translation.confidence,
    is_original_transcription: false,
    google_meet_timestamp: shared.start_timestamp,
    internal_timestamp: shared.end_timestamp,
    ...shared,
  };
}
