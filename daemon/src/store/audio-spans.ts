// Progress and gaps of captures -> their spans of sound: what is settled, and what was never heard.
import { SubcamError, type AudioGap, type Progress } from '@subcam/shared';
import { and, asc, desc, eq, lte, max, sql } from 'drizzle-orm';
import type { Database, Tables } from './database.ts';
import { listed, prepared, preparedInsert } from './prepared.ts';
import { change, first, rowsOf, store, type Work } from './work.ts';

type Capture = Tables['captures']['$inferSelect'];

/** In the order of their ids, so that no two transactions wait for each other. */
const capturesToLock = prepared('captures_to_lock', ({ build, tables: { captures }, locking, isAmong }) =>
  locking(build.select().from(captures).where(isAmong(captures.captureId)).orderBy(asc(captures.captureId))),
);

/** The stretch of each capture that was committed last. */
const lastCommitted = prepared('last_committed_spans', ({ build, tables: { audioSpans }, isAmong }) => {
  const { captureId, firstSample, sampleCount, kind } = audioSpans;
  const isCommitted = and(eq(kind, 'committed'), isAmong(captureId));
  const last = build
    .select({ captureId, firstSample: max(firstSample).as('last_first_sample') })
    .from(audioSpans)
    .where(isCommitted)
    .groupBy(captureId)
    .as('last_spans');
  return build
    .select({ captureId, firstSample, sampleCount })
    .from(audioSpans)
    .innerJoin(last, and(eq(last.captureId, captureId), eq(last.firstSample, firstSample)))
    .where(eq(kind, 'committed'));
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

/** One transaction at a time settles sound of a capture. Throws `storage` where one was never opened. */
export function* capturesLocked(captureIds: readonly string[]): Work<ReadonlyMap<string, Capture>> {
  const unique = [...new Set(captureIds)];
  const found = new Map((yield* rowsOf(capturesToLock, listed(unique.map((id) => [id])))).map((row) => [row.captureId, row]));
  if (found.size < unique.length) throw new SubcamError('storage', 'Progress of a capture that was never opened cannot be stored.');
  return found;
}

/** Of one capture. Progress only grows: an older one changes nothing. */
export function* commitThrough(progress: Progress): Work<void> {
  yield* settleProgress(yield* capturesLocked([progress.captureId]), [progress]);
}

/** `captures`: locked, as they are before. Each progress in its order. */
export function* settleProgress(captures: ReadonlyMap<string, Capture>, all: readonly Progress[]): Work<void> {
  const moved = new Map<string, Capture>();
  const stretches: Span[] = [];
  for (const { captureId, throughSample, segmenterState } of all) {
    const capture = moved.get(captureId) ?? captures.get(captureId);
    if (capture === undefined || throughSample < capture.committedThrough) continue;
    const { committedThrough: firstSample } = capture;
    moved.set(captureId, { ...capture, committedThrough: throughSample, segmenterState });
    if (throughSample > firstSample) stretches.push({ captureId, firstSample, sampleCount: throughSample - firstSample });
  }
  yield* store(movedCaptures, [...moved.values()]);
  yield* growCommittedSpans(stretches);
}

interface Span {
  readonly captureId: string;
  readonly firstSample: number;
  readonly sampleCount: number;
}

const endOf = ({ firstSample, sampleCount }: Span): number => firstSample + sampleCount;

/** The stretch that was committed last grows; a new one begins where it does not touch the last. */
function* growCommittedSpans(stretches: readonly Span[]): Work<void> {
  if (stretches.length === 0) return;
  const ids = [...new Set(stretches.map(({ captureId }) => captureId))];
  const last = new Map((yield* rowsOf(lastCommitted, listed(ids.map((id) => [id])))).map((span): [string, Span] => [span.captureId, span]));
  const grown = new Map<string, Span>();
  for (const stretch of stretches) {
    const { captureId } = stretch;
    const before = last.get(captureId);
    const span =
      before !== undefined && endOf(before) === stretch.firstSample
        ? { ...before, sampleCount: before.sampleCount + stretch.sampleCount }
        : stretch;
    last.set(captureId, span);
    grown.set(`${captureId} ${span.firstSample}`, span);
  }
  yield* store(
    grownSpans,
    [...grown.values()].map((span) => ({ ...span, kind: 'committed' as const, reason: null })),
  );
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
