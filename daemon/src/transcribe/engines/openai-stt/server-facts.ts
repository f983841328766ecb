// The list of models of an OpenAI-compatible server -> the models that it names, and whether it is there at all.
import { toSubcamError, type ServiceReport } from '@subcam/shared';
import * as z from 'zod';
import type { EngineService } from '../../../lib/engine-service.ts';
import { ServiceRefusal } from '../../../lib/service-refusal.ts';
import { openOpenAiService, type OpenAiServiceOptions } from './openai-service.ts';

const MODEL_PATHS = ['v1/models', 'models'] as const;

/** Of the models that a server has, so many are named. */
const MAX_NAMED_MODELS = 8;

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })).max(10_000) });

/** null: it has no such list. Rejects as `EngineService.get` does where it can't be asked, or refuses the key. */
export async function modelsOf(service: EngineService, signal: AbortSignal): Promise<readonly string[] | null> {
  for (const path of MODEL_PATHS) {
    try {
      const { data } = await service.get(path, modelsSchema, signal);
      return data.map(({ id }) => id);
    } catch (thrown) {
      const { retryable, cause } = toSubcamError(thrown);
      const isKeyRefused = cause instanceof ServiceRefusal && (cause.status === 401 || cause.status === 403);
      if (retryable || isKeyRefused || signal.aborted) throw thrown;
    }
  }
  return null;
}

export function namedModels(models: readonly string[]): string {
  return `${models.slice(0, MAX_NAMED_MODELS).join(', ')}${models.length > MAX_NAMED_MODELS ? ', …' : ''}`;
}

/** Many servers have one model and read no name of it, so that one which does not list the model is not unfit for that. Rejects when the signal fires. */
export async function examineOpenAiServer(
  options: OpenAiServiceOptions & { readonly model: string },
  signal: AbortSignal,
): Promise<ServiceReport> {
  const service = openOpenAiService(options);
  const at = `answers at ${service.origin}`;
  try {
    const models = await modelsOf(service, signal);
    if (models === null || models.length === 0) return { status: 'ready', detail: `${at}, without a list of its models` };
    const isListed = models.includes(options.model);
    const remark = isListed ? '' : `, "${options.model}" not among them: it is refused by servers that choose by name`;
    return { status: 'ready', detail: `${at} with ${namedModels(models)}${remark}` };
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const { message, retryable } = toSubcamError(thrown);
    return { status: retryable ? 'unreachable' : 'unfit', detail: message.replace(/\.$/u, '') };
  } finally {
    service.close();
  }
}
