// What rooms tell of now, joined.
import type { EngineInUse, EngineKind, EngineSet } from '@subcam/shared';
import type { LiveFigures } from './metrics.ts';

type OfWebhooks = Pick<LiveFigures, 'outbox'>;
type OfGateway = Pick<LiveFigures, 'connections' | 'bots'>;

/** What is answered is read anew with each call. */
export function liveFigures(rooms: {
  readonly registry: { figures(): Omit<LiveFigures, keyof OfGateway | keyof OfWebhooks | 'engines' | 'leftAlone'> };
  readonly gateway: { figures(): OfGateway };
  readonly webhooks: { figures(): OfWebhooks };
  readonly engines: { leftAlone(): LiveFigures['leftAlone'] };
  readonly inUse: () => EngineSet;
}): () => LiveFigures {
  const { registry, gateway, webhooks, engines, inUse } = rooms;
  return () => ({
    ...registry.figures(),
    ...gateway.figures(),
    ...webhooks.figures(),
    engines: usabilityOf(inUse()),
    leftAlone: engines.leftAlone(),
  });
}

function usabilityOf({ vad, stt, sttPartials, translators }: EngineSet): LiveFigures['engines'] {
  const of = (kind: EngineKind, one: EngineInUse): LiveFigures['engines'][number] => ({
    kind,
    engine: one.name,
    isUsable: one.problem === undefined,
  });
  const recognisers = sttPartials === undefined ? [stt] : [stt, sttPartials];
  return [of('vad', vad), ...recognisers.map((one) => of('stt', one)), ...translators.map((one) => of('translator', one))];
}
