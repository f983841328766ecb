// For tests of a gateway whose settings nobody asks for.
import { SubcamError } from '@subcam/shared';
import type { GatewayOptions } from '../gateway/index.ts';

const nothing = (): Promise<never> => Promise.reject(new SubcamError('configuration', 'There is nothing to change.'));

/** There are none, and nothing can be changed. */
export const NO_SETTINGS: GatewayOptions['settings'] = {
  rows: () => [],
  change: nothing,
  sync: {
    status: nothing,
    unified: nothing,
    update: nothing,
    rollBack: nothing,
    presets: () => [],
    applyPreset: nothing,
    compatibility: () => ({ compatible: true, issues: [], presets: {} }),
    check: () => ({ compatible: true, issues: [] }),
  },
};
