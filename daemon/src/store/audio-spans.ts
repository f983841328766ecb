// Progress and gaps of a capture -> its spans of sound: what is settled, and what was never heard.
import type { AudioGap } from '@subcam/shared';
import { and, desc, eq, lte } from 'drizzle-orm';
import { audioSpans } from './schema.sqlite.ts';
import type { Transaction } from './sqlite-database.ts';

/** The stretch that was committed last grows to `endSample`; a new one begins where it does not touch the last. */
export function growCommittedSpan(tx: Transaction, captureId: string, span: { firstSample: number; endSample: number }): void {
  if (span.endSample === span.firstSample) return;
  const committed = and(eq(audioSpans.captureId, captureId), eq(audioSpans.kind, 'committed'));
  const last = tx.select().from(audioSpans).where(committed).orderBy(desc(audioSpans.firstSample)).limit(1).get();
  if (last === undefined || last.firstSample + last.sampleCount !== span.firstSample) {
    const { firstSample, endSample } = span;
    tx.insert(audioSpans)
      .values({ captureId, kind: 'committed', firstSample, sampleCount: endSample - firstSample })
      .run();
    return;
  }
  tx.update(audioSpans)
    .set({ sampleCount: span.endSample - last.firstSample })
    .where(and(committed, eq(audioSpans.firstSample, last.firstSample)))
    .run();
}

/**
 * Returns false for a gap that lies within the known one that begins last before it. What it costs does not depend on how many are known;
 * gaps that overlap otherwise are both kept, and whoever counts samples counts each once.
 */
export function writeGap(tx: Transaction, captureId: string, gap: AudioGap): boolean {
  const before = and(eq(audioSpans.captureId, captureId), eq(audioSpans.kind, 'gap'), lte(audioSpans.firstSample, gap.firstSample));
  const known = tx.select().from(audioSpans).where(before).orderBy(desc(audioSpans.firstSample)).limit(1).get();
  if (known !== undefined && known.firstSample + known.sampleCount >= gap.firstSample + gap.sampleCount) return false;
  tx.insert(audioSpans)
    .values({ captureId, kind: 'gap', ...gap })
    // The same gap, and more of it.
    .onConflictDoUpdate({
      target: [audioSpans.captureId, audioSpans.kind, audioSpans.firstSample],
      set: { sampleCount: gap.sampleCount, reason: gap.reason },
    })
    .run();
  return true;
}
