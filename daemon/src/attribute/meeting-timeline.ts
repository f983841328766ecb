// Meeting events -> who spoke when: a bounded memory of who was in the meeting and whose mark was lit.
import type { Attribution, MeetingEvent } from '@subcam/shared';

export interface MeetingTimeline {
  /** Events of one page come in the order of their instants. */
  record(event: MeetingEvent): void;
  /** Who spoke between two instants of the wall clock, ms. Labels are given in the order in which people are first found to speak. */
  attribution(fromMs: number, toMs: number): Attribution;
}

interface Interval {
  readonly participantId: string;
  readonly fromMs: number;
  /** null while the mark is lit. */
  toMs: number | null;
}

/** Below this share of the segment a lone mark says too little to put a name to words. */
export const MIN_CONFIDENCE = 0.3;

/** Marks that are remembered: an hour of lively talk has some two thousand. */
const MAX_INTERVALS = 4000;

/** Participants that are remembered, those who left included. */
const MAX_PARTICIPANTS = 2000;

const NOBODY: Attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };

function overlapMs(interval: Interval, fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(toMs, interval.toMs ?? toMs) - Math.max(fromMs, interval.fromMs));
}

/** How long, between two instants, each participant and no other was marked. */
function aloneMs(intervals: readonly Interval[], fromMs: number, toMs: number): ReadonlyMap<string, number> {
  const edges = new Set<number>([fromMs, toMs]);
  for (const { fromMs: start, toMs: end } of intervals) {
    if (start > fromMs && start < toMs) edges.add(start);
    if (end !== null && end > fromMs && end < toMs) edges.add(end);
  }
  const instants = [...edges].toSorted((a, b) => a - b);
  const alone = new Map<string, number>();
  for (const [index, start] of instants.entries()) {
    const end = instants[index + 1];
    if (end === undefined) break;
    const lit = new Set(intervals.filter((interval) => overlapMs(interval, start, end) > 0).map(({ participantId }) => participantId));
    const [only] = lit;
    if (only !== undefined && lit.size === 1) alone.set(only, (alone.get(only) ?? 0) + end - start);
  }
  return alone;
}

export function createMeetingTimeline(): MeetingTimeline {
  const names = new Map<string, { readonly displayName: string; readonly isSelf: boolean }>();
  const labels = new Map<string, string>();
  let intervals: Interval[] = [];

  const stop = (participantId: string, atMs: number): void => {
    for (const interval of intervals) {
      if (interval.participantId === participantId && interval.toMs === null) interval.toMs = Math.max(interval.fromMs, atMs);
    }
  };
  const labelOf = (participantId: string): string => {
    const label = labels.get(participantId) ?? `SPEAKER_${String(labels.size).padStart(2, '0')}`;
    labels.set(participantId, label);
    return label;
  };

  return {
    record: (event) => {
      switch (event.type) {
        case 'participant-joined': {
          names.delete(event.participantId);
          names.set(event.participantId, { displayName: event.displayName, isSelf: event.isSelf });
          const [oldest] = names.keys();
          if (names.size > MAX_PARTICIPANTS && oldest !== undefined) names.delete(oldest);
          return;
        }
        case 'participant-left':
          stop(event.participantId, event.atMs);
          return;
        case 'speaking-started':
          stop(event.participantId, event.atMs);
          intervals.push({ participantId: event.participantId, fromMs: event.atMs, toMs: null });
          if (intervals.length > MAX_INTERVALS) intervals = intervals.slice(-MAX_INTERVALS / 2);
          return;
        case 'speaking-stopped':
          stop(event.participantId, event.atMs);
          return;
        case 'meeting-ended':
          for (const participantId of names.keys()) stop(participantId, event.atMs);
          return;
      }
    },
    attribution: (fromMs, toMs) => {
      if (toMs <= fromMs) return NOBODY;
      // The bot itself says nothing, whatever its tile shows.
      const others = intervals.filter(
        (interval) => names.get(interval.participantId)?.isSelf !== true && overlapMs(interval, fromMs, toMs) > 0,
      );
      let best: readonly [string, number] | null = null;
      for (const entry of aloneMs(others, fromMs, toMs)) if (best === null || entry[1] > best[1]) best = entry;
      if (best === null) return NOBODY;
      const [participantId, ms] = best;
      const confidence = Math.round((ms / (toMs - fromMs)) * 100) / 100;
      if (confidence < MIN_CONFIDENCE) return NOBODY;
      return {
        participantId,
        displayName: names.get(participantId)?.displayName ?? null,
        speakerLabel: labelOf(participantId),
        confidence,
      };
    },
  };
}
