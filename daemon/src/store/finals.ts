// Finals -> their rows, and everything that is written with them, in one transaction for all of them.
import { samplesToMs, type Journal } from '@subcam/shared';
import { accountForFinals, type AccountedFinal } from './accounts.ts';
import { capturesLocked, settledProgress, writeGap } from './audio-spans.ts';
import type { Database } from './database.ts';
import { finalKey } from './final-key.ts';
import { preparedInsert, telling } from './prepared.ts';
import { searchTokens } from './search/tokens.ts';
import { speakerOf } from './speakers.ts';
import { storableJson, storableText } from './storable-text.ts';
import { returning, storing, together, type Work } from './work.ts';

export type NewFinal = Parameters<Journal['commitFinal']>[0];

const newTranscripts = telling(
  preparedInsert(
    'new_transcripts',
    ({ transcripts }) => transcripts,
    (insert, { transcripts: { captureId, firstSample } }) => insert.onConflictDoNothing({ target: [captureId, firstSample] }),
  ),
  ['transcriptId', 'captureId', 'firstSample'],
);

const owedTranslations = preparedInsert(
  'owed_translations',
  ({ translations }) => translations,
  (insert) => insert,
);

/** Of each whether it is new. Of one that is there already nothing is written, its progress neither. */
export function* commitFinals(database: Database, finals: readonly NewFinal[]): Work<readonly boolean[]> {
  const captures = yield* capturesLocked(finals.flatMap(({ transcript, progress }) => [transcript.captureId, progress.captureId]));
  const given = finals.map((final) => {
    const { transcript, attribution, sessionId, atMs } = final;
    const { captureId, firstSample, endSample, speechEndSample, revision, language, confidence } = transcript;
    const captureStartedAtMs = captures.get(captureId)?.capture.startedAtMs ?? 0;
    const text = storableText(transcript.text);
    const tokens = searchTokens(text);
    const { participantId, displayName, speakerLabel } = speakerOf(attribution);
    const row = {
      sessionId,
      captureId,
      firstSample,
      endSample,
      speechEndSample,
      revision,
      text,
      language,
      confidence,
      engine: storableJson(transcript.engine),
      participantId,
      displayName,
      speakerLabel,
      attributionConfidence: attribution.confidence,
      committedAtMs: atMs,
      startedAtMs: captureStartedAtMs + samplesToMs(firstSample),
      wordCount: tokens.length,
    };
    return { final, row, tokens, endedAtMs: captureStartedAtMs + samplesToMs(speechEndSample) };
  });
  const rows = given.map(({ row }) => row);
  const [inserted] = yield* together(returning(newTranscripts, rows));
  const ids = new Map(inserted.map((row) => [finalKey(row), row.transcriptId]));
  const fresh: { readonly final: NewFinal; readonly accounted: AccountedFinal }[] = [];
  const areNew = given.map(({ final, row, tokens, endedAtMs }) => {
    const transcriptId = ids.get(finalKey(row));
    // Of two that are the same the first was stored.
    if (transcriptId === undefined || !ids.delete(finalKey(row))) return false;
    const { sessionId, firstSample, endSample, speechEndSample, language, startedAtMs } = row;
    const { participantId, displayName, speakerLabel, attributionConfidence: confidence } = row;
    const speaker = { participantId, displayName, speakerLabel };
    const speechMs = samplesToMs(speechEndSample - firstSample);
    const spoken = { sessionId, transcriptId, firstSample, endSample, speaker, confidence, startedAtMs, endedAtMs };
    fresh.push({ final, accounted: { ...spoken, language, tokens, speechMs } });
    return true;
  });
  const owed = fresh.flatMap(({ final, accounted: { transcriptId } }) =>
    final.targetLanguages.map((targetLanguage) => ({ transcriptId, targetLanguage, status: 'pending' as const })),
  );
  const accounts = fresh.map(({ accounted }) => accounted);
  const last = yield* accountForFinals(database, accounts, storing(owedTranslations, owed));
  for (const { final } of fresh) if (final.gap !== undefined) yield* writeGap(database, final.transcript.captureId, final.gap);
  const progress = fresh.map(({ final }) => final.progress);
  yield* together(last, ...settledProgress(captures, progress));
  return areNew;
}
