// Progress and gaps of a capture -> its spans of sound: what is settled, and what was never heard.
import { SubcamError, type AudioGap, type Progress } from '@subcam/shared';
import { and, desc, eq, lte } from 'drizzle-orm';
import type { Database } from './database.ts';
import { change, first, type Work } from './work.ts';

/** Progress only grows: an older one changes nothing. */
export function* commitThrough(database: Database, progress: Progress): Work<void> {
  const { captureId, throughSample, segmenterState } = progress;
  const { captures } = database.tables;
  const { committedThrough } = yield* captureLocked(database, captureId);
  if (throughSample < committedThrough) return;
  yield* change(
    database.build.update(captures).set({ committedThrough: throughSample, segmenterState }).where(eq(captures.captureId, captureId)),
  );
  yield* growCommittedSpan(database, captureId, { firstSample: committedThrough, endSample: throughSample });
}

/** One transaction at a time settles sound of a capture. */
export function* captureLocked({ build, tables: { captures }, locking }: Database, captureId: string) {
  const capture = yield* first(locking(build.select().from(captures).where(eq(captures.captureId, captureId))));
  if (capture === undefined) throw new SubcamError('storage', 'Progress of a capture that was never opened cannot be stored.');
  return capture;
}

/** The stretch that was committed last grows to `endSample`; a new one begins where it does not touch the last. */
function* growCommittedSpan(
  { build, tables: { audioSpans } }: Database,
  captureId: string,
  span: { readonly firstSample: number; readonly endSample: number },
): Work<void> {
  if (span.endSample === span.firstSample) return;
  const committed = and(eq(audioSpans.captureId, captureId), eq(audioSpans.kind, 'committed'));
  const last = yield* first(build.select().from(audioSpans).where(committed).orderBy(desc(audioSpans.firstSample)).limit(1));
  if (last === undefined || last.firstSample + last.sampleCount !== span.firstSample) {
    const { firstSample, endSample } = span;
    yield* change(build.insert(audioSpans).values({ captureId, kind: 'committed', firstSample, sampleCount: endSample - firstSample }));
    return;
  }
  yield* change(
    build
      .update(audioSpans)
      .set({ sampleCount: span.endSample - last.firstSample })
      .where(and(committed, eq(audioSpans.firstSample, last.firstSample))),
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
