// The four views, in SQL that both dialects read; the tables and columns are those of the schema that asks.
import { sql, type Column, type SQL, type Table } from 'drizzle-orm';
import { SAMPLES_PER_MS } from '@subcam/shared';

type TableOf<Columns extends string> = Table & Readonly<Record<Columns, Column>>;

const RATE = sql.raw(`${SAMPLES_PER_MS}.0`);

/** A session with what it has. One that is open, or was never closed, ends with its last words. */
export function overviewSql(tables: {
  readonly sessions: TableOf<'closedAtMs' | 'openedAtMs' | 'sessionId'>;
  readonly sessionStatistics: TableOf<
    'finals' | 'lastFinalAtMs' | 'sessionId' | 'speechMs' | 'translationsDone' | 'translationsFailed' | 'words'
  >;
  readonly participants: TableOf<'sessionId'>;
  readonly speakerIdentities: TableOf<'sessionId'>;
  readonly captures: TableOf<'captureId' | 'sessionId'>;
  readonly audioSpans: TableOf<'captureId' | 'kind' | 'sampleCount'>;
  readonly transcripts: TableOf<'sessionId' | 'transcriptId'>;
  readonly translations: TableOf<'status' | 'transcriptId'>;
}): SQL {
  const { sessions, sessionStatistics: counted, participants, speakerIdentities, captures, audioSpans, transcripts, translations } = tables;
  const gapsOf = (what: SQL) => sql`(
    select ${what} from ${audioSpans} join ${captures} on ${captures.captureId} = ${audioSpans.captureId}
    where ${captures.sessionId} = ${sessions.sessionId} and ${audioSpans.kind} = 'gap')`;
  return sql`select ${sessions.sessionId} as session_id, ${sessions.openedAtMs} as opened_at_ms,
    coalesce(${sessions.closedAtMs}, ${counted.lastFinalAtMs}, ${sessions.openedAtMs}) as ended_at_ms,
    ${sessions.closedAtMs} is null as is_open,
    coalesce(${counted.finals}, 0) as finals, coalesce(${counted.words}, 0) as words, coalesce(${counted.speechMs}, 0.0) as speech_ms,
    coalesce(${counted.translationsDone}, 0) as translations_done, coalesce(${counted.translationsFailed}, 0) as translations_failed,
    (select count(*) from ${translations} join ${transcripts} on ${transcripts.transcriptId} = ${translations.transcriptId}
      where ${transcripts.sessionId} = ${sessions.sessionId} and ${translations.status} = 'pending') as translations_pending,
    (select count(*) from ${participants} where ${participants.sessionId} = ${sessions.sessionId}) as participants,
    (select count(*) from ${speakerIdentities} where ${speakerIdentities.sessionId} = ${sessions.sessionId}) as speakers,
    ${gapsOf(sql`count(*)`)} as gaps, ${gapsOf(sql`coalesce(sum(${audioSpans.sampleCount}), 0) / ${RATE}`)} as gap_ms
    from ${sessions} left join ${counted} on ${counted.sessionId} = ${sessions.sessionId}`;
}

/** How much each speaker of a session said, and how sure it is that it was them. */
export function speakersSql(tables: {
  readonly speakerIdentities: TableOf<'displayName' | 'firstSpokeAtMs' | 'lastSpokeAtMs' | 'participantId' | 'sessionId' | 'speakerLabel'>;
  readonly transcripts: TableOf<'attributionConfidence' | 'firstSample' | 'sessionId' | 'speakerLabel' | 'speechEndSample' | 'wordCount'>;
}): SQL {
  const { speakerIdentities: who, transcripts } = tables;
  return sql`select ${who.sessionId} as session_id, ${who.speakerLabel} as speaker_label,
    ${who.participantId} as participant_id, ${who.displayName} as display_name,
    count(*) as finals, sum(${transcripts.wordCount}) as words,
    sum(${transcripts.speechEndSample} - ${transcripts.firstSample}) / ${RATE} as speech_ms,
    avg(${transcripts.attributionConfidence}) as confidence,
    ${who.firstSpokeAtMs} as first_spoke_at_ms, ${who.lastSpokeAtMs} as last_spoke_at_ms
    from ${who} join ${transcripts} on ${transcripts.sessionId} = ${who.sessionId} and ${transcripts.speakerLabel} = ${who.speakerLabel}
    group by ${who.sessionId}, ${who.speakerLabel}, ${who.participantId}, ${who.displayName}, ${who.firstSpokeAtMs}, ${who.lastSpokeAtMs}`;
}

/** What became of the translations of a session, language by language, and how long after their finals they came. */
export function qualitySql(tables: {
  readonly transcripts: TableOf<'committedAtMs' | 'sessionId' | 'transcriptId'>;
  readonly translations: TableOf<'confidence' | 'settledAtMs' | 'status' | 'targetLanguage' | 'transcriptId'>;
}): SQL {
  const { transcripts, translations } = tables;
  const are = (status: 'done' | 'failed' | 'pending') => sql.raw(`'${status}'`);
  return sql`select ${transcripts.sessionId} as session_id, ${translations.targetLanguage} as target_language,
    count(*) filter (where ${translations.status} = ${are('done')}) as done,
    count(*) filter (where ${translations.status} = ${are('failed')}) as failed,
    count(*) filter (where ${translations.status} = ${are('pending')}) as pending,
    avg(${translations.confidence}) as confidence,
    avg(${translations.settledAtMs} - ${transcripts.committedAtMs}) as delay_ms
    from ${translations} join ${transcripts} on ${transcripts.transcriptId} = ${translations.transcriptId}
    group by ${transcripts.sessionId}, ${translations.targetLanguage}`;
}

/** Of how much that was said it is known who spoke. */
export function effectivenessSql(tables: {
  readonly transcripts: TableOf<'sessionId' | 'transcriptId'>;
  readonly correlations: TableOf<'confidence' | 'displayName' | 'speakerLabel' | 'transcriptId'>;
}): SQL {
  const { transcripts, correlations } = tables;
  return sql`select ${transcripts.sessionId} as session_id, count(*) as spans,
    count(${correlations.speakerLabel}) as attributed, count(${correlations.displayName}) as named,
    avg(case when ${correlations.speakerLabel} is not null then ${correlations.confidence} end) as confidence
    from ${correlations} join ${transcripts} on ${transcripts.transcriptId} = ${correlations.transcriptId}
    group by ${transcripts.sessionId}`;
}
