// A service's address and key -> a warning where others on the way could read what is sent.
import type { EngineLog } from '@subcam/shared';
import { hostOf, isLoopbackUrl } from './loopback.ts';

export interface KeySent {
  readonly engine: string;
  readonly url: string;
  readonly apiKey: string | null;
  readonly log: EngineLog;
}

export function warnOfOpenKey({ engine, url, apiKey, log }: KeySent): void {
  if (apiKey === null || !/^http:/iu.test(url) || isLoopbackUrl(url)) return;
  log.warn(
    { engine, host: hostOf(url) },
    'The key and all that is sent with it go over http, which others on the way can read: use https.',
  );
}
