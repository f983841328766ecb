// What a service says of itself -> whether its translator is opened: the settings that all of them share, and what is asked at the start.
import { SubcamError, type EngineLog, type ServiceReport } from '@subcam/shared';
import * as z from 'zod';
import { hostOf, isLoopbackUrl } from '../lib/loopback.ts';
import { paceSettings } from './pace/pace-settings.ts';

/** Keys for the `settings` of an engine that is one. `title`: `translation service`. */
export function serviceTranslatorSettings(title: string) {
  return {
    ...paceSettings(title),
    repeatable: z.boolean().default(false).meta({
      description: 'Whether the same text always has the same translation, so that it may be remembered instead of asked for again',
    }),
    maxTextLength: z
      .int()
      .min(100)
      .max(1_000_000)
      .default(10_000)
      .meta({
        description: `Characters of a text that is sent to the ${title}; a longer one, about ten minutes of speech, is refused`,
      }),
  };
}

interface AtAddress {
  readonly url: string;
}

/** What the description of each of them says: nothing is installed for it, it knows its languages itself, and where it is decides whether words leave the machine. */
export const AS_A_SERVICE = {
  kind: 'translator',
  licence: 'of the service',
  models: [],
  sdks: [],
  pairs: () => 'any' as const,
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: ({ url }: AtAddress) => !isLoopbackUrl(url),
  sendsTo: ({ url }: AtAddress) => hostOf(url),
} as const;

/**
 * Throws `engine-failed` for one that is not fit: its translator is looked at again while somebody wants it, and until then the next one does
 * its work. One that does not answer now is told in the log, and is asked when there is something to translate.
 */
export function checkService(
  { status, detail }: ServiceReport,
  { engine, log }: { readonly engine: string; readonly log: EngineLog },
): void {
  if (status === 'unfit') throw new SubcamError('engine-failed', `${detail}.`);
  if (status === 'unreachable') {
    log.warn(
      { engine, reason: detail },
      'The translator’s service does not answer; it is asked again when there is something to translate.',
    );
  }
}
