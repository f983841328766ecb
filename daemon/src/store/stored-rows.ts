// Rows of the database -> the values that they stand for.
import { parseTileSettings, type Attribution, type CaptureRow, type TileSettings, type Transcript } from '@subcam/shared';
import type { captures, transcripts } from './schema.sqlite.ts';

type TranscriptRow = typeof transcripts.$inferSelect;

export function transcriptOf(row: TranscriptRow): Transcript {
  return {
    captureId: row.captureId,
    firstSample: row.firstSample,
    status: 'final',
    endSample: row.endSample,
    speechEndSample: row.speechEndSample,
    revision: row.revision,
    text: row.text,
    stableLength: row.text.length,
    language: row.language,
    confidence: row.confidence,
    engine: row.engine,
  };
}

export function attributionOf(row: TranscriptRow): Attribution {
  const { participantId, displayName, speakerLabel, attributionConfidence } = row;
  return { participantId, displayName, speakerLabel, confidence: attributionConfidence };
}

export function captureOf(row: typeof captures.$inferSelect): CaptureRow {
  return { ...row, tileWish: tileSettingsOf(row.tileWish) };
}

/** Within today's limits; null for settings that this version can't read: the tile then looks as the daemon's own. */
export function tileSettingsOf(stored: unknown): TileSettings | null {
  if (stored === null) return null;
  try {
    return parseTileSettings(stored);
  } catch {
    return null;
  }
}
