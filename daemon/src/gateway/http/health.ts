// Health: alive or not for everybody; what runs, for who has the token.
import { tileSentence, type Clock, type EngineSet } from '@subcam/shared';
import { enginesRoute, healthRoute, type FullHealth } from '@subcam/shared/http';
import { PROTOCOL_VERSION } from '@subcam/shared/wire';
import type { SessionRegistry } from '../../pipeline/index.ts';
import type { Leases } from '../leases.ts';
import type { ChangeableGlossary } from './glossary.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { botStatusOf } from './bots.ts';

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
  return [
    answered(enginesRoute, () => ({ engines: engines() })),
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
