// Progress and gaps of captures -> their spans of sound: what is settled, and what was never heard.
import { SubcamError, type AudioGap, type Progress } from '@subcam/shared';
import { and, asc, desc, eq, lte, sql } from 'drizzle-orm';
import type { Database, Tables } from './database.ts';
import { listed, prepared, preparedInsert } from './prepared.ts';
import { asking, change, first, storing, together, type Task, type Work } from './work.ts';

type Capture = Tables['captures']['$inferSelect'];

/** In the order of their ids, so that no two transactions wait for each other. */
const capturesToLock = prepared('captures_to_lock', ({ build, tables: { captures }, locking, isAmong }) =>
  locking(build.select().from(captures).where(isAmong(captures.captureId)).orderBy(asc(captures.captureId))),
);

/** The stretch of each capture that was committed last. */
const lastCommitted = prepared('last_committed_spans', ({ build, tables: { audioSpans }, isAmong }) => {
  const { captureId, firstSample, sampleCount, kind } = audioSpans;
  const last = sql`(select max(last.first_sample) from ${audioSpans} as last where last.capture_id = ${captureId} and last.kind = 'committed')`;
  return build
    .select({ captureId, firstSample, sampleCount })
    .from(audioSpans)
    .where(and(eq(kind, 'committed'), isAmong(captureId), eq(firstSample, last)));
});

/** Of captures that are there. */
const movedCaptures = preparedInsert(
  'moved_captures',
  ({ captures }) => captures,
  (insert, { captures }) =>
    insert.onConflictDoUpdate({
      target: captures.captureId,
      set: { committedThrough: sql`excluded.committed_through`, segmenterState: sql`excluded.segmenter_state` },
    }),
);

const grownSpans = preparedInsert(
  'grown_spans',
  ({ audioSpans }) => audioSpans,
  (insert, { audioSpans: { captureId, kind, firstSample } }) =>
    insert.onConflictDoUpdate({ target: [captureId, kind, firstSample], set: { sampleCount: sql`excluded.sample_count` } }),
);

/** A capture whose sound nobody else settles until the transaction ends, and the stretch of it that was committed last. */
export interface LockedCapture {
  readonly capture: Capture;
  readonly lastSpan: Span | undefined;
}

/** One transaction at a time settles sound of a capture. Throws `storage` where one was never opened. */
export function* capturesLocked(captureIds: readonly string[]): Work<ReadonlyMap<string, LockedCapture>> {
  const unique = [...new Set(captureIds)];
  const keys = listed(unique.map((id) => [id]));
  const [captures, spans] = yield* together(asking(capturesToLock, keys), asking(lastCommitted, keys));
  if (captures.length < unique.length) throw new SubcamError('storage', 'Progress of a capture that was never opened cannot be stored.');
  const lastSpans = new Map(spans.map((span): [string, Span] => [span.captureId, span]));
  return new Map(captures.map((capture) => [capture.captureId, { capture, lastSpan: lastSpans.get(capture.captureId) }]));
}

/** Each in its order. Progress only grows: an older one changes nothing. */
export function* commitThrough(all: readonly Progress[]): Work<void> {
  yield* together(...settledProgress(yield* capturesLocked(all.map(({ captureId }) => captureId)), all));
}

/** `locked`: as they are before. Each progress in its order. */
export function settledProgress(
  locked: ReadonlyMap<string, LockedCapture>,
  all: readonly Progress[],
): readonly [Task<number>, Task<number>] {
  const moved = new Map<string, Capture>();
  const lastSpans = new Map<string, Span>();
  const grown = new Map<string, Span>();
  for (const { captureId, throughSample, segmenterState } of all) {
    const capture = moved.get(captureId) ?? locked.get(captureId)?.capture;
    if (capture === undefined || throughSample < capture.committedThrough) continue;
    const { committedThrough: firstSample } = capture;
    moved.set(captureId, { ...capture, committedThrough: throughSample, segmenterState });
    if (throughSample === firstSample) continue;
    const last = lastSpans.get(captureId) ?? locked.get(captureId)?.lastSpan;
    // The stretch that was committed last grows; a new one begins where it does not touch the last.
    const from = last !== undefined && last.firstSample + last.sampleCount === firstSample ? last.firstSample : firstSample;
    const span = { captureId, firstSample: from, sampleCount: throughSample - from };
    lastSpans.set(captureId, span);
    grown.set(`${from} ${captureId}`, span);
  }
  const spans = [...grown.values()].map((span) => ({ ...span, kind: 'committed' as const, reason: null }));
  return [storing(movedCaptures, [...moved.values()]), storing(grownSpans, spans)];
}

interface Span {
  readonly captureId: string;
  readonly firstSample: number;
  readonly sampleCount: number;
}

/**
 * Returns false for a gap that lies within the known one that begins last before it. What it costs does not depend on how many are known;
 * gaps that overlap otherwise are both kept, and whoever counts samples counts each once.
 */
export function* writeGap({ build, tables: { audioSpans } }: Database, captureId: string, gap: AudioGap): Work<boolean> {
  const before = and(eq(audioSpans.captureId, captureId), eq(audioSpans.kind, 'gap'), lte(audioSpans.firstSample, gap.firstSample));
  const known = yield* first(build.select().from(audioSpans).where(before).orderBy(desc(audioSpans.firstSample)).limit(1));
  if (known !== undefined && known.firstSample + known.sampleCount >= gap.firstSample + gap.sampleCount) return false;
  yield* change(
    build
      .insert(audioSpans)
      .values({ captureId, kind: 'gap', ...gap })
      // The same gap, and more of it.
      .onConflictDoUpdate({
        target: [audioSpans.captureId, audioSpans.kind, audioSpans.firstSample],
        set: { sampleCount: gap.sampleCount, reason: gap.reason },
      }),
  );
  return true;
}
