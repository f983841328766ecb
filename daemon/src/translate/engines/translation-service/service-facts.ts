// The translation service's own pages (GET /api/health, /api/languages, /api/device-info, /api/models) -> whether it can be asked, in which languages, and what it runs on.
import { baseLanguage, SubcamError, type ServiceReport } from '@subcam/shared';
import type { EngineService } from '../../../lib/engine-service.ts';
import { oneLine } from '../../../lib/one-line.ts';
import {
  deviceSchema,
  healthSchema,
  modelsSchema,
  namedFew,
  NOT_READY,
  pageOf,
  problemOfEndpoint,
  reportOfFailure,
} from '../../../lib/service-pages.ts';
import type { ServiceLanguages } from '../../service-translator.ts';
import { answerSchema, languagesSchema } from './service-answers.ts';

export interface TranslationServiceFacts {
  readonly report: ServiceReport;
  /** null: it does not say. */
  readonly languages: ServiceLanguages | null;
}

interface Asking {
  readonly service: EngineService;
  /** In messages, after "the". */
  readonly title: string;
  /** The name of the model that it is to use; null: it chooses. */
  readonly model: string | null;
}

/** Words of a service about its trouble, so many are told. */
const MAX_WHY_LENGTH = 200;

/** A request that is one, without words that somebody said. */
const NO_WORDS = { text: '', source_language: 'en', target_language: 'es' };

/** Rejects when the signal fires. */
export async function translationServiceFacts({ service, title, model }: Asking, signal: AbortSignal): Promise<TranslationServiceFacts> {
  const [health, codes, device, models] = await Promise.all([
    pageOf(service, { path: 'api/health', schema: healthSchema }, signal),
    pageOf(service, { path: 'api/languages', schema: languagesSchema }, signal),
    pageOf(service, { path: 'api/device-info', schema: deviceSchema }, signal),
    model === null ? null : pageOf(service, { path: 'api/models', schema: modelsSchema }, signal),
  ]);
  const told = <T>(fact: T | SubcamError | null): T | null => (fact instanceof SubcamError ? null : fact);
  const runsOn = told(device) ?? told(health)?.device ?? null;
  const names = told(codes) ?? [];
  const languages = names.length === 0 ? null : languagesOf(names);
  const facts = (report: ServiceReport): TranslationServiceFacts => ({
    report: { ...report, ...(runsOn === null ? {} : { device: runsOn }) },
    languages,
  });
  const answer = (status: ServiceReport['status'], detail: string): TranslationServiceFacts => facts({ status, detail });
  const failed = (error: SubcamError): TranslationServiceFacts => facts(reportOfFailure(error));
  if (health instanceof SubcamError && codes instanceof SubcamError) return failed(health);
  const state = told(health)?.status?.toLowerCase() ?? 'ok';
  if (NOT_READY.has(state)) {
    const why = told(health)?.error ?? state;
    return answer('unreachable', `The ${title} at ${service.origin} answers that it is not ready (${oneLine(why, MAX_WHY_LENGTH)})`);
  }
  // Many a server has a page about its health; a list of languages is of one that translates.
  const asked = { body: NO_WORDS, isAnswer: (json: unknown) => answerSchema.safeParse(json).success };
  const problem = languages === null ? await problemOfEndpoint(service, asked, signal) : null;
  if (problem !== null) return failed(problem);
  const offered = told(models) ?? [];
  if (model !== null && offered.length > 0 && !offered.includes(model)) {
    const has = `has no model "${model}"; it has: ${namedFew(offered)}`;
    return answer('unfit', `The ${title} at ${service.origin} ${has}. Set engines.translator.translation-service.model to one of these`);
  }
  const on = runsOn === null ? '' : ` on ${runsOn}`;
  const has = languages === null ? ', without a list of its languages' : ` with ${namedFew(names)}`;
  return answer('ready', `answers at ${service.origin}${on}${has}`);
}

/** Each into each. */
function languagesOf(codes: readonly string[]): ServiceLanguages {
  const known = new Set(codes.map((code) => baseLanguage(code.toLowerCase().replaceAll('_', '-'))));
  return {
    named: codes,
    has: (source, target) => (source === 'auto' || known.has(baseLanguage(source))) && known.has(baseLanguage(target)),
  };
}
