// Who spoke finals -> their correlations, span by span, and whose a label is in its session.
import type { Attribution } from '@subcam/shared';
import { sql } from 'drizzle-orm';
import { preparedInsert } from './prepared.ts';
import { storableText } from './storable-text.ts';
import { storing, type Task } from './work.ts';

type Speaker = Pick<Attribution, 'displayName' | 'participantId' | 'speakerLabel'>;

export function speakerOf({ participantId, displayName, speakerLabel }: Attribution): Speaker {
  return {
    participantId: participantId === null ? null : storableText(participantId),
    displayName: displayName === null ? null : storableText(displayName),
    speakerLabel,
  };
}

/** A final, and who spoke it. Times are the wall clock's. */
export interface SpokenFinal {
  readonly sessionId: string;
  readonly transcriptId: number;
  readonly firstSample: number;
  readonly endSample: number;
  readonly speaker: Speaker;
  readonly confidence: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

const newCorrelations = preparedInsert(
  'new_correlations',
  ({ correlations }) => correlations,
  (insert) => insert,
);

const heardSpeakers = preparedInsert(
  'heard_speakers',
  ({ speakerIdentities }) => speakerIdentities,
  (insert, { speakerIdentities: who }) =>
    insert.onConflictDoUpdate({
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

type Identity = NonNullable<(typeof heardSpeakers)['takes']>;

/** Today a final is of one speaker, or of nobody: one span. */
export function spokenBy(finals: readonly SpokenFinal[]): readonly [Task<number>, Task<number>] {
  const spans = finals.map(({ transcriptId, firstSample, endSample, speaker, confidence }) => {
    return { transcriptId, position: 0, firstSample, endSample, ...speaker, confidence };
  });
  const heard = new Map<string, Identity>();
  for (const { sessionId, speaker, startedAtMs, endedAtMs } of finals) {
    const { speakerLabel, participantId, displayName } = speaker;
    if (speakerLabel === null) continue;
    const key = `${sessionId} ${speakerLabel}`;
    const before = heard.get(key);
    heard.set(key, {
      sessionId,
      speakerLabel,
      participantId: participantId ?? before?.participantId ?? null,
      displayName: displayName ?? before?.displayName ?? null,
      firstSpokeAtMs: Math.min(startedAtMs, before?.firstSpokeAtMs ?? startedAtMs),
      lastSpokeAtMs: Math.max(endedAtMs, before?.lastSpokeAtMs ?? endedAtMs),
    });
  }
  return [storing(newCorrelations, spans), storing(heardSpeakers, inOrder(heard))];
}

/** Rows that others may write at the same time are written in one order, so that no two transactions wait for each other. */
function inOrder<Row>(byKey: ReadonlyMap<string, Row>): readonly Row[] {
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
