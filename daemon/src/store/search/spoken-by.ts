// A speaker -> the condition that a passage is of their words, in SQL that both dialects read.
import { sql, type SQL } from 'drizzle-orm';
import type { Tables } from '../tables.ts';
import type { SoughtSpeaker } from './search-index.ts';

/** `passageId`: the column of the search's own table. A final that has no name has that of its label. */
export function isSpokenBy(
  { passages, speakerIdentities: who, transcripts }: Tables,
  { names, label }: SoughtSpeaker,
  passageId: SQL,
): SQL {
  const listed = sql.join(
    // No name is empty: nobody has this one where there is none.
    (names.length === 0 ? [''] : names).map((name) => sql`${name}`),
    sql`, `,
  );
  return sql`exists (select 1 from ${passages}
    join ${transcripts} on ${transcripts.transcriptId} = ${passages.transcriptId}
    left join ${who} on ${who.sessionId} = ${transcripts.sessionId} and ${who.speakerLabel} = ${transcripts.speakerLabel}
    where ${passages.passageId} = ${passageId}
      and (${transcripts.speakerLabel} = ${label} or ${transcripts.displayName} in (${listed}) or ${who.displayName} in (${listed})))`;
}
