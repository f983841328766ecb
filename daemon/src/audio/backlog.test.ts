// Captures whose sound waits, one or many of them with as much as they can.
import { describe, expect, it } from 'vitest';
import { createBacklog, GUARANTEED_BYTES, type BacklogShare } from './backlog.ts';

const MAX_BYTES = 100 * GUARANTEED_BYTES;
const PIECE = GUARANTEED_BYTES / 16;

function fill(share: BacklogShare): number {
  let taken = 0;
  while (share.take(PIECE)) taken += PIECE;
  return taken;
}

describe('the backlog of all captures', () => {
  it('is never taken by one of them alone, or by two', () => {
    const backlog = createBacklog(() => MAX_BYTES);
    expect(fill(backlog.open())).toBe(MAX_BYTES / 2);
    expect(fill(backlog.open())).toBe(MAX_BYTES / 4);
  });

  it('has room for a little of each in any case, and no more than that is held beyond the limit', () => {
    const backlog = createBacklog(() => MAX_BYTES);
    for (let capture = 0; capture < 800; capture += 1) fill(backlog.open());
    expect(backlog.heldBytes).toBeLessThanOrEqual(MAX_BYTES + 800 * GUARANTEED_BYTES);
    const live = backlog.open();
    for (let frame = 0; frame < 10_000; frame += 1) {
      expect(live.take(940)).toBe(true);
      if (frame >= 250) live.give(940);
    }
    expect(fill(live)).toBeLessThan(GUARANTEED_BYTES);
  });

  it('has room again for what was given back, and for all that a closed one held', () => {
    const backlog = createBacklog(() => MAX_BYTES);
    const one = backlog.open();
    fill(one);
    expect(one.take(PIECE)).toBe(false);
    one.give(4 * PIECE);
    expect(one.take(PIECE)).toBe(true);
    one.close();
    one.close();
    expect(backlog.heldBytes).toBe(0);
    expect(one.take(1)).toBe(false);
    one.give(1);
    expect(backlog.heldBytes).toBe(0);
  });

  it('follows a limit that is changed', () => {
    let most = MAX_BYTES;
    const backlog = createBacklog(() => most);
    const share = backlog.open();
    fill(share);
    most *= 2;
    expect(fill(share)).toBe(MAX_BYTES / 2);
    most = 1;
    expect(share.take(1)).toBe(false);
    expect(backlog.open().take(GUARANTEED_BYTES)).toBe(true);
  });
});
