// ExtensionConfig: what a person sets in the popup, or a bot's runner from outside, before subtitles can start.
import * as z from 'zod/mini';
import { DEFAULT_MEETING_LANGUAGES, DEFAULT_TILE_SETTINGS, isLanguageCode, parseTileSettings } from '@subcam/shared';
import { DEFAULT_DAEMON_PORT, schemaOf } from '@subcam/shared/wire';
import { chosenCameraShape } from './chosen-camera.ts';
import type { TileSettings } from '@subcam/shared';

/** Where `subcam up` listens unless told otherwise. */
const DEFAULT_DAEMON_URL = `http://127.0.0.1:${DEFAULT_DAEMON_PORT}`;

/** Whether an address is one that the manifest lets the extension reach: plain HTTP on 127.0.0.1, any port, nothing after it. */
export function isDaemonUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'http:' && url.hostname === '127.0.0.1' && url.pathname === '/' && url.search === '' && url.username === '';
}

const language = z
  .string()
  .check(z.refine((code: string) => isLanguageCode(code), { error: 'is not a language code such as `en` or `es`' }));

const tile = z.pipe(
  z.unknown(),
  z.transform((given, context): TileSettings => {
    try {
      return parseTileSettings(given, DEFAULT_TILE_SETTINGS);
    } catch (thrown) {
      if (!(thrown instanceof z.core.$ZodError)) throw thrown;
      context.issues.push({ code: 'custom', message: z.prettifyError(thrown), input: given });
      return z.NEVER;
    }
  }),
);

/** Input may leave out `tile` or parts of it; the output is complete. */
export const extensionConfig = z.object({
  daemonUrl: z.string().check(z.refine(isDaemonUrl, { error: `must be a loopback address such as ${DEFAULT_DAEMON_URL}` })),
  /** The daemon's secret, from pairing or from the bot's runner; null before pairing. Never leaves the extension but for the daemon. */
  token: z.nullable(z.string().check(z.minLength(1), z.maxLength(200))),
  /** These four: `MeetingLanguages`. */
  sourceLanguage: z.union([z.literal('auto'), language]),
  spoken: z._default(z.array(language).check(z.maxLength(8)), []),
  targetLanguages: z.array(language).check(z.maxLength(8)),
  twoWay: z._default(z.boolean(), false),
  /** `person`: the meeting is played back while it is captured. `bot`: nobody listens. */
  role: z.enum(['bot', 'person']),
  tile: z._default(tile, DEFAULT_TILE_SETTINGS),
  /** The person's own camera under the subtitles, by the meeting page's ids; null: the plain tile. */
  camera: z._default(z.nullable(schemaOf(chosenCameraShape)), null),
  /** Whether the person's own microphone is captured too, so that their words are subtitled under their name. */
  microphone: z._default(z.boolean(), false),
});

export type ExtensionConfig = z.infer<typeof extensionConfig>;

/** Before anybody has set anything. */
export const DEFAULT_EXTENSION_CONFIG: ExtensionConfig = {
  daemonUrl: DEFAULT_DAEMON_URL,
  token: null,
  ...DEFAULT_MEETING_LANGUAGES,
  spoken: [],
  targetLanguages: [...DEFAULT_MEETING_LANGUAGES.targetLanguages],
  role: 'person',
  tile: DEFAULT_TILE_SETTINGS,
  camera: null,
  microphone: false,
};
