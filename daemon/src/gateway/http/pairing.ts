// Pairing over HTTP: a code for who may administer the daemon, a token of their own for who has the code.
import type { Clock } from '@subcam/shared';
import { pairRoute, pairSealedRoute, sealToken, startPairingRoute, type TokenScope } from '@subcam/shared/http';
import type { Tokens } from '../../tokens/index.ts';
import { createPairing, type PairingLimits } from '../auth/pairing.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';

export interface PairingDeps {
  readonly tokens: Pick<Tokens, 'create'>;
  /** Those of now. */
  readonly limits: () => PairingLimits;
  readonly clock: Clock;
}

/** In the list of tokens, until somebody says another name. */
const UNNAMED = 'paired with a code';

/** What the extension needs. */
const DEFAULT_SCOPES: readonly TokenScope[] = ['capture'];

export function answerPairing({ tokens, limits, clock }: PairingDeps): readonly AnsweredRoute[] {
  const pairing = createPairing<readonly TokenScope[]>(clock, limits);
  const tokenFor = async (name: string | undefined, scopes: readonly TokenScope[]): Promise<string> =>
    (await tokens.create({ name: name ?? UNNAMED, scopes: [...scopes] })).token;
  return [
    answered(startPairingRoute, ({ body: { scopes } }) => pairing.start(scopes ?? DEFAULT_SCOPES)),
    answered(pairRoute, async ({ body: { code, name } }) => ({ token: await tokenFor(name, pairing.redeem(code)) })),
    answered(pairSealedRoute, async ({ body: { nonce, proof, name }, way }) => {
      const exchange = { nonce, address: way.proofAddress };
      const { code, pays } = await pairing.redeemProof({ ...exchange, proof });
      return { sealedToken: await sealToken({ ...exchange, code }, await tokenFor(name, pays)) };
    }),
  ];
}
