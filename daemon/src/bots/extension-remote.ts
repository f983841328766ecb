// The bot's runner -> the extension: settings, start and stop, by its service worker and never by the page.
import { retry, SubcamError, type AudioAccount, type Clock, type MeetingLanguages } from '@subcam/shared';
import * as z from 'zod';
import type { BotBrowser } from './browser-port.ts';

export interface RemoteSettings extends MeetingLanguages {
  readonly daemonUrl: string;
  readonly token: string;
}

const started = z.object({ sessionId: z.string(), captureId: z.string() });
export type Started = z.infer<typeof started>;

const account = z.nullable(
  z.object({
    capturedSamples: z.number(),
    committedSamples: z.number(),
    ackedSamples: z.number(),
    lostSamples: z.number(),
    gaps: z.array(
      z.object({
        firstSample: z.number(),
        sampleCount: z.number(),
        reason: z.enum(['source-gap', 'buffer-evicted', 'engine-unavailable', 'client-lost']),
      }),
    ),
  }),
);

export interface ExtensionRemote {
  configure(settings: RemoteSettings): Promise<void>;
  /** Captures the first tab whose address begins so. */
  start(urlPrefix: string): Promise<Started>;
  /** Resolves when everything captured is settled; null when there was no capture, or no daemon to settle it. */
  stop(): Promise<AudioAccount | null>;
}

/** A worker that has just been started needs a moment to evaluate its script. */
const READY_POLL_MS = 100;
const READY_TRIES = 100;

/** A worker may end between two calls, or while one runs; it is there again at once. All of the calls may be repeated. */
const CALL_PAUSES_MS = [0, 0];

const reply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('not-ready') }),
  z.object({ type: z.literal('value'), value: z.unknown() }),
]);

function callSource(method: string, argument: unknown): string {
  const passed = argument === undefined ? '' : JSON.stringify(argument);
  return `(async () => typeof globalThis.subcam?.${method} !== 'function'
    ? { type: 'not-ready' }
    : { type: 'value', value: (await globalThis.subcam.${method}(${passed})) ?? null })()`;
}

/** The remote control of the extension in `browser`. Every call rejects with `browser` when the extension cannot be reached, else with what it said. */
export function extensionRemote(browser: Pick<BotBrowser, 'evaluateInWorker'>, clock: Clock): ExtensionRemote {
  const once = async (method: string, argument: unknown): Promise<unknown> => {
    for (let tries = 0; tries < READY_TRIES; tries += 1) {
      const answer = reply.parse(await browser.evaluateInWorker(callSource(method, argument)));
      if (answer.type === 'value') return answer.value;
      await clock.sleep(READY_POLL_MS);
    }
    throw new SubcamError('browser', `The extension offers no ${method}; is it a build of Subcam? Run \`pnpm build\`.`);
  };
  const call = (method: string, argument?: unknown): Promise<unknown> =>
    retry(() => once(method, argument), {
      clock,
      waits: CALL_PAUSES_MS,
      isWorthTrying: ({ code, retryable }) => code === 'browser' && retryable,
    });
  return {
    configure: async (settings) => {
      await call('configure', { ...settings, role: 'bot' });
    },
    start: async (urlPrefix) => started.parse(await call('start', { urlPrefix })),
    stop: async () => account.parse(await call('stop')),
  };
}
