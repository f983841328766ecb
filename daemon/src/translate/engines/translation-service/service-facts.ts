// The translation service's own pages (GET /api/health, /api/languages, /api/device-info) -> whether it can be asked, in which languages, and what it runs on.
import { baseLanguage, SubcamError, type ServiceReport } from '@subcam/shared';
import type { EngineService } from '../../../lib/engine-service.ts';
import { deviceSchema, healthSchema, namedFew, NOT_READY, pageOf } from '../../../lib/service-pages.ts';
import type { ServiceLanguages } from '../../service-translator.ts';
import { languagesSchema } from './service-answers.ts';

export interface TranslationServiceFacts {
  readonly report: ServiceReport;
  /** null: it does not say. */
  readonly languages: ServiceLanguages | null;
}

/** Rejects when the signal fires. */
export async function translationServiceFacts(
  service: EngineService,
  title: string,
  signal: AbortSignal,
): Promise<TranslationServiceFacts> {
  const [health, codes, device] = await Promise.all([
    pageOf(service, { path: 'api/health', schema: healthSchema }, signal),
    pageOf(service, { path: 'api/languages', schema: languagesSchema }, signal),
    pageOf(service, { path: 'api/device-info', schema: deviceSchema }, signal),
  ]);
  const told = <T>(fact: T | SubcamError | null): T | null => (fact instanceof SubcamError ? null : fact);
  const runsOn = told(device) ?? told(health)?.device ?? null;
  const names = told(codes) ?? [];
  const languages = names.length === 0 ? null : languagesOf(names);
  const answer = (status: ServiceReport['status'], detail: string): TranslationServiceFacts => ({
    report: { status, detail, ...(runsOn === null ? {} : { device: runsOn }) },
    languages,
  });
  if (health instanceof SubcamError && codes instanceof SubcamError)
    return answer(health.retryable ? 'unreachable' : 'unfit', health.message.replace(/\.$/u, ''));
  const state = told(health)?.status?.toLowerCase() ?? 'ok';
  if (NOT_READY.has(state)) {
    const why = told(health)?.error ?? state;
    return answer('unreachable', `The ${title} at ${service.origin} answers that it is not ready (${why.slice(0, 200)})`);
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
