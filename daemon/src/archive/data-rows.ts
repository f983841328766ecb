// What the store gives -> rows as programs read them: the packets' names, instants in seconds since 1970.
import {
  cueIdOf,
  samplesToMs,
  type ListedSession,
  type SearchHit,
  type SessionStatistics,
  type SpeakerStatistics,
  type StoredSession,
  type TimelineEntry,
} from '@subcam/shared';
import type {
  DataSession,
  DataSpeaker,
  dataStatisticsRoute,
  dataTranslationsRoute,
  ResponseOf,
  SearchRow,
  TimelineRow,
} from '@subcam/shared/http';

const secondsOf = (ms: number): number => ms / 1000;
const secondsOrNull = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

/** The meeting's address without what everybody's has; where there is none, what sent the sound. */
export function titleOf({ meetingUrl, client }: Pick<StoredSession, 'client' | 'meetingUrl'>): string {
  const url = meetingUrl === null ? null : URL.parse(meetingUrl);
  return url === null ? client : `${url.host}${url.pathname.replace(/\/$/u, '')}`;
}

export function sessionRow(session: ListedSession): DataSession {
  return {
    session_id: session.sessionId,
    title: titleOf(session),
    meeting_url: session.meetingUrl,
    client: session.client,
    source_language: session.sourceLanguage,
    spoken_languages: [...session.spoken],
    target_languages: [...session.targetLanguages],
    is_two_way: session.twoWay,
    opened_timestamp: secondsOf(session.openedAtMs),
    closed_timestamp: secondsOrNull(session.closedAtMs),
    last_words_timestamp: secondsOrNull(session.lastFinalAtMs),
    transcripts: session.finals,
    words: session.words,
    speech_seconds: secondsOf(session.speechMs),
  };
}

export function transcriptRow({ transcript, attribution, transcriptId, startedAtMs }: TimelineEntry) {
  return {
    transcript_id: transcriptId,
    correlation_id: cueIdOf(transcript.captureId, transcript.firstSample),
    speaker_id: attribution.speakerLabel,
    speaker_name: attribution.displayName,
    text: transcript.text,
    language: transcript.language,
    start_timestamp: secondsOf(startedAtMs),
    end_timestamp: secondsOf(startedAtMs + samplesToMs(transcript.speechEndSample - transcript.firstSample)),
    confidence: transcript.confidence,
    correlation_confidence: attribution.confidence,
  };
}

export function timelineRow(entry: TimelineEntry): TimelineRow {
  return { ...transcriptRow(entry), translations: { ...entry.translations } };
}

type TranslationRow = ResponseOf<typeof dataTranslationsRoute>['translations'][number];

/** `language`: only this one. By language. */
export function translationRows(entry: TimelineEntry, language: string | undefined): readonly TranslationRow[] {
  const { text, language: spoken, confidence: _confidence, correlation_confidence: _correlation, ...row } = transcriptRow(entry);
  return Object.entries(entry.translations)
    .filter(([target]) => language === undefined || target === language)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([target, translated]) => ({
      ...row,
      translated_text: translated,
      source_language: spoken,
      target_language: target,
      original_text: text,
    }));
}

export function speakerRow(speaker: SpeakerStatistics): DataSpeaker {
  return {
    speaker_id: speaker.speakerLabel,
    speaker_name: speaker.displayName,
    transcripts: speaker.finals,
    words: speaker.words,
    speech_seconds: secondsOf(speaker.speechMs),
    correlation_confidence: speaker.confidence,
    first_spoke_timestamp: secondsOf(speaker.firstSpokeAtMs),
    last_spoke_timestamp: secondsOf(speaker.lastSpokeAtMs),
  };
}

export function statisticsRow(counted: SessionStatistics): ResponseOf<typeof dataStatisticsRoute> {
  const { attribution } = counted;
  return {
    session_id: counted.sessionId,
    opened_timestamp: secondsOf(counted.openedAtMs),
    ended_timestamp: secondsOf(counted.endedAtMs),
    is_open: counted.isOpen,
    transcripts: counted.finals,
    words: counted.words,
    speech_seconds: secondsOf(counted.speechMs),
    translations_done: counted.translationsDone,
    translations_failed: counted.translationsFailed,
    translations_pending: counted.translationsPending,
    participants: counted.participants,
    speakers: counted.speakers,
    gaps: counted.gaps,
    gap_seconds: secondsOf(counted.gapMs),
    translations: counted.translations.map(({ targetLanguage, done, failed, pending, confidence, delayMs }) => ({
      target_language: targetLanguage,
      done,
      failed,
      pending,
      translation_confidence: confidence,
      delay_seconds: secondsOrNull(delayMs),
    })),
    attribution: {
      spans: attribution.spans,
      attributed: attribution.attributed,
      named: attribution.named,
      correlation_confidence: attribution.confidence,
    },
  };
}

export function searchRow(hit: SearchHit): SearchRow {
  return {
    passage_id: hit.passageId,
    session_id: hit.sessionId,
    correlation_id: cueIdOf(hit.captureId, hit.firstSample),
    speaker_id: hit.attribution.speakerLabel,
    speaker_name: hit.attribution.displayName,
    text: hit.text,
    language: hit.language,
    is_original_transcription: !hit.isTranslation,
    start_timestamp: secondsOf(hit.startedAtMs),
    snippet: { text: hit.snippet.text, marks: hit.snippet.marks.map(([start, end]): [number, number] => [start, end]) },
  };
}
