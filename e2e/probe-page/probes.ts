// All probes.
import { ASKING_PROBES } from './asking-probes.ts';
import { CALL_PROBES } from './call-probes.ts';
import { FRAME_PROBES } from './frame-probes.ts';
import { LEGACY_PROBES } from './legacy-probes.ts';
import { LISTING_PROBES } from './listing-probes.ts';
import { PICTURE_PROBES } from './picture-probes.ts';
import type { Probe } from './probe.ts';
import { SURFACE_PROBES } from './surface-probes.ts';
import { TRACK_PROBES } from './track-probes.ts';

export const PROBES: readonly Probe[] = [
  ...LISTING_PROBES,
  ...ASKING_PROBES,
  ...LEGACY_PROBES,
  ...TRACK_PROBES,
  ...PICTURE_PROBES,
  ...CALL_PROBES,
  ...FRAME_PROBES,
  ...SURFACE_PROBES,
];
