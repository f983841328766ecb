// The end of a cue by the daemon's wall clock -> the same end by the camera's own clock, which nobody can set.
import type { Cue } from '@subcam/shared';

/** `saidAtMs`: what the wall clock was when the cue was told; `nowMs`: what the camera's clock is now that it is there. */
export function withOwnEnd(cue: Cue, { saidAtMs, nowMs }: { readonly saidAtMs: number; readonly nowMs: number }): Cue {
  return cue.expiresAtMs === null ? cue : { ...cue, expiresAtMs: nowMs + (cue.expiresAtMs - saidAtMs) };
}
