// A paired daemon -> which languages its recogniser hears. The pages ask it themselves: no session has to run for that.
import { callRoute, enginesRoute, type CallOptions } from '@subcam/shared/http';
import { SubcamError } from '@subcam/shared';
import type { ExtensionConfig } from '../bus/extension-config.ts';
import type { HeardLanguages } from './spoken-choice.ts';

/** null: it hears any, or does not say. Rejects as `callRoute` does. */
export async function askHeardLanguages(
  { daemonUrl, token }: { readonly daemonUrl: string; readonly token: string },
  options: Pick<CallOptions, 'request' | 'clock'> = {},
): Promise<HeardLanguages | null> {
  const { engines } = await callRoute({ url: daemonUrl, token, ...options }, enginesRoute, {});
  const { title, languages } = engines.stt;
  return languages === undefined || languages.length === 0 ? null : { title, languages };
}

export interface HeardLanguagesFollower {
  /** Asks the daemon of the present configuration, where it has not answered yet or is another one. Resolves; one that is away is asked at the next look. */
  look(): Promise<void>;
}

/** `onHeard` is told of each answer that is another, and of null while there is none. */
export function followHeardLanguages(
  configured: () => Pick<ExtensionConfig, 'daemonUrl' | 'token'>,
  onHeard: (heard: HeardLanguages | null) => void,
  ask: typeof askHeardLanguages = askHeardLanguages,
): HeardLanguagesFollower {
  /** The daemon that has answered. */
  let answered: string | null = null;
  let isAsking = false;
  const look = async (): Promise<void> => {
    const { daemonUrl, token } = configured();
    const daemon = JSON.stringify([daemonUrl, token]);
    if (isAsking || daemon === answered) return;
    if (answered !== null) onHeard(null);
    answered = null;
    if (token === null) return;
    isAsking = true;
    try {
      onHeard(await ask({ daemonUrl, token }));
      answered = daemon;
    } catch (thrown) {
      // That the daemon is away is said where it is needed: at the start.
      if (!(thrown instanceof SubcamError)) throw thrown;
    } finally {
      isAsking = false;
    }
  };
  return { look };
}
