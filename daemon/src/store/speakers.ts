// Who spoke a final -> its correlation, span by span, and whose the label is in its session.
import type { Attribution } from '@subcam/shared';
import { sql } from 'drizzle-orm';
import { storableText } from './storable-text.ts';
import type { Database } from './database.ts';
import { change, type Work } from './work.ts';

type Speaker = Pick<Attribution, 'displayName' | 'participantId' | 'speakerLabel'>;

export function speakerOf({ participantId, displayName, speakerLabel }: Attribution): Speaker {
  return {
    participantId: participantId === null ? null : storableText(participantId),
    displayName: displayName === null ? null : storableText(displayName),
    speakerLabel,
  };
}

interface SpokenSpan {
  readonly transcriptId: number;
  readonly firstSample: number;
  readonly endSample: number;
  readonly speaker: Speaker;
  readonly confidence: number;
}

/** Today a final is of one speaker, or of nobody: one span. Times are the wall clock's. */
export function* recordSpeaker(
  { build, tables: { correlations, speakerIdentities } }: Database,
  spoken: { readonly sessionId: string; readonly span: SpokenSpan; readonly startedAtMs: number; readonly endedAtMs: number },
): Work<void> {
  const { transcriptId, firstSample, endSample, speaker, confidence } = spoken.span;
  yield* change(build.insert(correlations).values({ transcriptId, position: 0, firstSample, endSample, ...speaker, confidence }));
  const { speakerLabel, participantId, displayName } = speaker;
  if (speakerLabel === null) return;
  const { sessionId, startedAtMs, endedAtMs } = spoken;
  const who = speakerIdentities;
  yield* change(
    build
      .insert(who)
      .values({ sessionId, speakerLabel, participantId, displayName, firstSpokeAtMs: startedAtMs, lastSpokeAtMs: endedAtMs })
      .onConflictDoUpdate({
        target: [who.sessionId, who.speakerLabel],
        set: {
          // A name that was known once stays known.
          participantId: sql`coalesce(excluded.participant_id, ${who.participantId})`,
          displayName: sql`coalesce(excluded.display_name, ${who.displayName})`,
          firstSpokeAtMs: sql`case when excluded.first_spoke_at_ms < ${who.firstSpokeAtMs} then excluded.first_spoke_at_ms else ${who.firstSpokeAtMs} end`,
          lastSpokeAtMs: sql`case when excluded.last_spoke_at_ms > ${who.lastSpokeAtMs} then excluded.last_spoke_at_ms else ${who.lastSpokeAtMs} end`,
        },
      }),
  );
}
