// TileState -> one sentence for people: whether participants are being sent the tile, as a fact and with what to do where they are not.
import type { TileSending, TileState } from './session.ts';

/** A camera reports each second; one that has been silent for this long may no longer be there. */
export const TILE_REPORT_STALE_MS = 5_000;

const NOT_SENT: Readonly<Record<Exclude<TileSending['status'], 'sending'>, string>> = {
  'no-track': 'The tile is not being sent: no page holds it as its camera. Choose it as the camera and turn the camera on.',
  'not-attached': 'The tile is not being sent: the page holds it, but no call carries it. Join a call, or turn the camera on.',
  disabled: 'The tile is not being sent: the page has switched its camera off. Turn it on in the call.',
  stalled: 'The tile is attached to the call, but no frame of it has gone out for some seconds.',
};

/** The same words wherever it is told. `nowMs`: wall clock. */
export function tileSentence(tile: TileState | null, nowMs: number): string {
  if (tile === null) return 'No page has opened the tile: nothing has been reported of it yet.';
  const silentMs = nowMs - tile.atMs;
  if (silentMs >= TILE_REPORT_STALE_MS) {
    return `Nothing has been heard of the tile for ${Math.round(silentMs / 1000)} s: its page may be closed, or asleep.`;
  }
  const { status } = tile.sending;
  return status === 'sending' ? `The tile is being sent${factsOf(tile.sending)}.` : NOT_SENT[status];
}

/** ` at 1280×720, 15 fps`, of what is known. */
function factsOf({ width, height, framesPerSecond }: TileSending): string {
  const size = width === null || height === null ? [] : [`${width}×${height}`];
  const rate = framesPerSecond === null ? [] : [`${Math.round(framesPerSecond)} fps`];
  const facts = [...size, ...rate];
  return facts.length === 0 ? '' : ` at ${facts.join(', ')}`;
}
