// What people are told of the tile: only what was reported, and never more than is still true.
import { describe, expect, it } from 'vitest';
import { NOTHING_SENT, SENDING_STATUSES, type TileSending, type TileState } from './session.ts';
import { TILE_REPORT_STALE_MS, tileSentence } from './tile-sentence.ts';

const NOW_MS = 1_700_000_000_000;
const sendingWell: TileSending = { status: 'sending', width: 1280, height: 720, framesPerSecond: 14.9, framesEncoded: 60 };

function tileOf(sending: Partial<TileSending>, silentMs = 0): TileState {
  const reported = { framesPainted: 90, width: 1280, height: 720, liveTracks: 1 };
  return { atMs: NOW_MS - silentMs, ...reported, sending: { ...NOTHING_SENT, ...sending } };
}

describe('the sentence about the tile', () => {
  it('says at what size and rate it is being sent', () => {
    expect(tileSentence(tileOf(sendingWell), NOW_MS)).toBe('The tile is being sent at 1280×720, 15 fps.');
  });

  it('leaves out what is not known', () => {
    expect(tileSentence(tileOf({ status: 'sending', framesPerSecond: 30 }), NOW_MS)).toBe('The tile is being sent at 30 fps.');
    expect(tileSentence(tileOf({ status: 'sending', width: 640, height: 360 }), NOW_MS)).toBe('The tile is being sent at 640×360.');
    expect(tileSentence(tileOf({ status: 'sending' }), NOW_MS)).toBe('The tile is being sent.');
  });

  it('claims that it is sent for no other status, and says something else for each', () => {
    const others = SENDING_STATUSES.filter((status) => status !== 'sending');
    const sentences = [null, ...others.map((status) => tileOf({ ...sendingWell, status }))].map((tile) => tileSentence(tile, NOW_MS));
    expect(sentences.filter((sentence) => sentence.includes('is being sent'))).toEqual([]);
    expect(new Set(sentences).size).toBe(others.length + 1);
  });

  it('does not repeat an old report as if it were still true', () => {
    expect(tileSentence(tileOf(sendingWell, TILE_REPORT_STALE_MS - 1), NOW_MS)).toContain('is being sent');
    expect(tileSentence(tileOf(sendingWell, 12_000), NOW_MS)).toBe(
      'Nothing has been heard of the tile for 12 s: its page may be closed, or asleep.',
    );
  });
});
