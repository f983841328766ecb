// The contract's translation service, mocked: the text itself, marked with the language that was asked for.
import { SubcamError } from '@subcam/shared';
import * as z from 'zod';
import { startMockService, type MockRequest, type MockService } from './mock-service.ts';

const language = z.string().regex(/^[a-z]{2,3}(-[a-z0-9]+)*$/i, 'is a language code such as "es"');

const requestShape = z.object({
  text: z.string().refine((text) => text.trim() !== '', 'must not be empty'),
  source_language: language,
  target_language: language,
  model: z.string().optional(),
  quality: z.string().optional(),
  session_id: z.string().optional(),
  speaker_id: z.string().optional(),
  context_mode: z.unknown().optional(),
});

function parseRequest({ contentType, body }: MockRequest): z.infer<typeof requestShape> {
  if (!/^application\/json\b/i.test(contentType)) throw new SubcamError('bad-request', 'Send the text as application/json.');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new SubcamError('bad-request', 'The body is not JSON.', { cause: error });
  }
  const parsed = requestShape.safeParse(json);
  if (!parsed.success) throw new SubcamError('bad-request', z.prettifyError(parsed.error), { cause: parsed.error });
  return parsed.data;
}

/** `[es] text`: plainly no real translation, and each one traceable to its original. */
export function startMockTranslation(): Promise<MockService> {
  return startMockService({
    health: '/api/health',
    healthAnswer: () => ({ status: 'healthy', service: 'translation', backend: 'mock' }),
    work: {
      '/api/translate': (request) => {
        const startedAtMs = performance.now();
        const { text, source_language, target_language } = parseRequest(request);
        return {
          translated_text: `[${target_language}] ${text}`,
          source_language,
          target_language,
          confidence: 1,
          processing_time: (performance.now() - startedAtMs) / 1000,
          model_used: 'mock',
          backend_used: 'mock',
        };
      },
    },
  });
}
