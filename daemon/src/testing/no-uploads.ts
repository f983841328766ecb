// For tests of a gateway to which nothing is uploaded.
import { SubcamError } from '@subcam/shared';
import type { Uploads } from '../upload/index.ts';

/** None is taken. */
export const NO_UPLOADS: Uploads = {
  limits: () => {
    throw new SubcamError('configuration', 'Nothing is uploaded here.');
  },
  open: () => Promise.reject(new SubcamError('rate-limited', 'Nothing is uploaded here.', { retryable: true })),
  close: () => Promise.resolve(),
};
