// Health: alive or not for everybody; what runs, for who has the token.
import { SubcamError, tileSentence, type Clock, type EngineSet } from '@subcam/shared';
import {
  enginesRoute,
  HEALTH_PARTS,
  healthRoute,
  partHealthRoute,
  readyRoute,
  type FullHealth,
  type HealthPart,
} from '@subcam/shared/http';
import { PROTOCOL_VERSION } from '@subcam/shared/wire';
import type { SessionRegistry } from '../../pipeline/index.ts';
import type { Leases } from '../leases.ts';
import type { ChangeableGlossary } from './glossary.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { botStatusOf } from './bots.ts';
import { healthOf, missingParts, type PartsState } from './health-parts.ts';

export interface HealthDeps {
  readonly version: string;
  /** Those in use at the moment of the call. */
  readonly engines: () => EngineSet;
  /** The best way of each pair, at the moment of the call. */
  readonly translationWays: () => readonly FullHealth['translationWays'][number][];
  readonly registry: Pick<SessionRegistry, 'sessions' | 'storageTrouble' | 'omissions' | 'talk'>;
  readonly translationCache: { readonly state: () => FullHealth['translationCache'] };
  readonly glossary: Pick<ChangeableGlossary, 'rows' | 'version'>;
  /** Where what was said is kept. */
  readonly storeMode: FullHealth['storeMode'];
  readonly leases: Leases;
  readonly clock: Clock;
}

export function answerHealth({
  version,
  engines,
  translationWays,
  registry,
  glossary,
  translationCache,
  storeMode,
  leases,
  clock,
}: HealthDeps): readonly AnsweredRoute[] {
  const parts = (): PartsState => ({
    engines: engines(),
    sessions: registry.sessions(),
    storageTrouble: registry.storageTrouble(),
    bots: leases.list(),
    nowMs: clock.nowMs(),
  });
  return [
    answered(enginesRoute, () => ({ engines: engines() })),
    answered(readyRoute, () => {
      const state = parts();
      const missing = missingParts(state);
      if (missing.length > 0) {
        const what = missing.join(', ');
        throw new SubcamError('engine-unavailable', `Not ready: ${what}. GET /api/health/${missing[0] ?? ''} says why.`, {
          retryable: true,
        });
      }
      const services = HEALTH_PARTS.map((part) => [part, healthOf(part, state).status] as const);
      return { status: 'ready', services: Object.fromEntries(services) as Record<HealthPart, (typeof services)[number][1]> };
    }),
    answered(partHealthRoute, ({ params: { service } }) => healthOf(service, parts())),
    answered(healthRoute, ({ grant }) => {
      if (grant === null) return { status: 'ok' };
      return {
        status: 'ok',
        version,
        protocolVersion: PROTOCOL_VERSION,
        engines: engines(),
        translationWays: [...translationWays()],
        glossary: { terms: glossary.rows().length, version: glossary.version() },
        translationCache: translationCache.state(),
        storeMode,
        storageTrouble: registry.storageTrouble(),
        omissions: registry.omissions(),
        talk: registry.talk(),
        sessions: registry.sessions().map((state) => ({ ...state, tileText: tileSentence(state.tile, clock.nowMs()) })),
        bots: leases.list().map(botStatusOf),
      };
    }),
  ];
}
