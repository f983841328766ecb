// The contract's subtitle packets: snake_case JSON that existing clients and services speak.
import * as z from 'zod/mini';

const seconds = z.number();

/** Accepts both variants that are in the wild; times are seconds since 1970. `translated_text` holds the words of either kind. */
export const contractPacket = z.object({
  translated_text: z.string(),
  source_language: z.string(),
  target_language: z.string(),
  speaker_id: z.nullable(z.string()),
  speaker_name: z.nullable(z.string()),
  translation_confidence: z.optional(z.nullable(z.number())),
  is_original_transcription: z.boolean(),
  timestamp: z.optional(seconds),
  google_meet_timestamp: z.optional(seconds),
  internal_timestamp: z.optional(seconds),
  session_id: z.optional(z.string()),
  correlation_id: z.optional(z.string()),
  original_text: z.optional(z.string()),
  original_language: z.optional(z.string()),
  start_timestamp: z.optional(seconds),
  end_timestamp: z.optional(seconds),
  correlation_confidence: z.optional(z.number()),
});

export type ContractPacket = z.infer<typeof contractPacket>;

/** The other names under which a confidence comes. */
const confidences = {
  confidence: z.optional(z.number()),
  confidence_score: z.optional(z.number()),
  translation_confidence: z.optional(z.nullable(z.number())),
};

/** A packet as clients may send it. */
export const contractPacketInput = z.looseObject({ ...contractPacket.shape, ...confidences });

/** A packet from outside: `confidence` and `confidence_score` are read as `translation_confidence`. Throws a ZodError. */
export function parseContractPacket(input: unknown): ContractPacket {
  const loose = z.looseObject(confidences).parse(input);
  return contractPacket.parse({
    ...loose,
    translation_confidence: loose.translation_confidence ?? loose.confidence ?? loose.confidence_score,
  });
}
