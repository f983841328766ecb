// What popup, service worker and offscreen document ask of each other by chrome.runtime messages: a question, one answer.
import * as z from 'zod/mini';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { tileSettings, wireError } from '@subcam/shared/wire';
import { extensionConfig } from './extension-config.ts';
import type { AudioAccount } from '@subcam/shared';
import type { Answer } from '@subcam/shared/wire';
import type { ChosenCamera } from './chosen-camera.ts';
import type { ExtensionConfig } from './extension-config.ts';
import type { CaptureStatus, ExtensionStatus } from './extension-status.ts';
import type { Started } from './extension-remote.ts';
import type { Asker, MessageSender } from './message-sender.ts';

/** Random, in hexadecimal digits. */
const secret = z.string().check(z.regex(/^[0-9a-f]{32}$/));

const tabId = z.number().check(z.int(), z.gte(0));

/** Service worker -> offscreen document. */
export const offscreenRequest = z.discriminatedUnion('type', [
  z.object({
    to: z.literal('offscreen'),
    type: z.literal('start'),
    /** From `chrome.tabCapture.getMediaStreamId`; good for a few seconds. */
    streamId: z.string(),
    tabId,
    meetingUrl: z.nullable(z.string()),
    /** Of the extension, which an offscreen document cannot ask for itself. */
    version: z.string(),
    config: extensionConfig,
  }),
  z.object({ to: z.literal('offscreen'), type: z.literal('stop') }),
  z.object({ to: z.literal('offscreen'), type: z.literal('status') }),
  /** How the tile should look from now on; shown at once, also while nothing is captured. */
  z.object({ to: z.literal('offscreen'), type: z.literal('tile'), tile: tileSettings }),
]);
export type OffscreenRequest = z.infer<typeof offscreenRequest>;

export interface OffscreenAnswers {
  readonly start: Started;
  readonly stop: AudioAccount | null;
  /** null: nothing was captured since the document was opened. */
  readonly status: CaptureStatus | null;
  readonly tile: null;
}

/** Popup -> service worker. */
export const backgroundRequest = z.discriminatedUnion('type', [
  z.object({ to: z.literal('background'), type: z.literal('status') }),
  z.object({ to: z.literal('background'), type: z.literal('read-config') }),
  z.object({ to: z.literal('background'), type: z.literal('configure'), config: extensionConfig }),
  z.object({ to: z.literal('background'), type: z.literal('start'), tabId }),
  z.object({ to: z.literal('background'), type: z.literal('stop') }),
]);
export type BackgroundRequest = z.infer<typeof backgroundRequest>;

export interface BackgroundAnswers {
  readonly status: ExtensionStatus;
  readonly 'read-config': ExtensionConfig;
  readonly configure: null;
  readonly start: Started;
  readonly stop: AudioAccount | null;
}

/** Isolated script of a meeting page -> service worker. Nothing else is answered there. */
export const meetingRequest = z.discriminatedUnion('type', [
  z.object({ to: z.literal('background'), type: z.literal('page-camera') }),
  /** What isolated script and camera of the asking page have agreed on, for the script that comes after an update of the extension. */
  z.object({ to: z.literal('background'), type: z.literal('keep-bridge'), channel: secret, nonce: secret }),
]);
export type MeetingRequest = z.infer<typeof meetingRequest>;

export interface MeetingAnswers {
  /** Which camera is to lie under the tile. */
  readonly 'page-camera': ChosenCamera | null;
  readonly 'keep-bridge': null;
}

/** Service worker -> the meeting page's isolated script: the offscreen document is there, connect to it now. */
export const CONNECT_NOW = 'subcam:connect';

/** Service worker -> the meeting page's isolated script: ask for the camera again, another one was chosen. */
export const CAMERA_CHANGED = 'subcam:camera-changed';

const refused = z.object({ ok: z.literal(false), error: wireError });
const granted = z.object({ ok: z.literal(true), value: z.unknown() });
const answer = z.union([granted, refused]);

/** The value of an answer. Throws the SubcamError that the other side answered, or `internal` when nobody answered. */
export function readAnswer(given: unknown): unknown {
  const parsed = answer.safeParse(given);
  if (!parsed.success) throw new SubcamError('internal', 'Another part of the extension did not answer: reload the extension.');
  if (parsed.data.ok) return parsed.data.value;
  const { code, message, retryable } = parsed.data.error;
  throw new SubcamError(code, message, { retryable });
}

/** Does the work and puts its outcome into an answer; never rejects. */
async function answerWith<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    const { code, message, retryable } = toSubcamError(thrown);
    return { ok: false, error: { code, message, retryable } };
  }
}

/** The little of `chrome.runtime.onMessage` that serving takes. */
export interface MessageEvent {
  addListener(listener: (message: unknown, sender: MessageSender, respond: (answer: unknown) => void) => boolean | undefined): void;
}

/** How each kind of question is answered; the answer's type belongs to the question's. */
export type Handlers<Request extends { readonly type: string }, Answers extends Record<Request['type'], unknown>> = {
  readonly [Type in Request['type']]: (request: Extract<Request, { readonly type: Type }>, sender: MessageSender) => Promise<Answers[Type]>;
};

export interface ServeOptions<Request extends { readonly type: string }, Answers extends Record<Request['type'], unknown>> {
  /** Whose questions are answered; a message of anybody else is not for us. */
  readonly isAsker: Asker;
  readonly schema: z.ZodMiniType<Request>;
  readonly handlers: Handlers<Request, Answers>;
}

/** Answers every well-formed message of its askers that the schema takes; leaves all others to whom they are meant for. */
export function serveMessages<Request extends { readonly type: string }, Answers extends Record<Request['type'], unknown>>(
  event: MessageEvent,
  options: ServeOptions<Request, Answers>,
): void {
  event.addListener((message, sender, respond) => {
    if (!options.isAsker(sender)) return undefined;
    const request = options.schema.safeParse(message);
    if (!request.success) return undefined;
    // The mapped type ties each handler to its own request; the compiler cannot follow that through an index.
    const handler = options.handlers[request.data.type as Request['type']] as (given: Request, from: MessageSender) => Promise<unknown>;
    void answerWith(() => handler(request.data, sender)).then(respond);
    return true;
  });
}
