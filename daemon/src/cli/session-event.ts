// Event of a session, as it arrives -> the part of it that the command line reads, checked.
import * as z from 'zod';

const key = { captureId: z.string(), firstSample: z.number() };

const readEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('partial'), transcript: z.object({ ...key, text: z.string() }) }),
  z.object({
    type: z.literal('final'),
    transcript: z.object({ ...key, endSample: z.number(), speechEndSample: z.number(), text: z.string(), language: z.string() }),
  }),
  z.object({
    type: z.literal('translation'),
    translation: z.object({ ...key, status: z.string(), targetLanguage: z.string(), text: z.string() }),
  }),
  z.object({ type: z.literal('translation-failed'), firstSample: z.number(), targetLanguage: z.string(), message: z.string() }),
  z.object({
    type: z.literal('omission'),
    omission: z.object({ ...key, sampleCount: z.number(), reason: z.string(), language: z.string().optional() }),
  }),
  z.object({ type: z.literal('gap'), gap: z.object({ firstSample: z.number(), sampleCount: z.number(), reason: z.string() }) }),
]);

export type ReadEvent = z.infer<typeof readEvent>;

export type ReadOmission = Extract<ReadEvent, { readonly type: 'omission' }>['omission'];

/** null for an event of another kind. Throws a ZodError for one of a kind that is read here, but of another shape. */
export function readSessionEvent(given: unknown): ReadEvent | null {
  const { type } = z.object({ type: z.string() }).parse(given);
  return readEvent.options.some((option) => option.shape.type.value === type) ? readEvent.parse(given) : null;
}
