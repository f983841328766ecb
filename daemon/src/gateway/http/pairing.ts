// Pairing over HTTP: a code for who has the token, the token for who has the code.
import type { Clock } from '@subcam/shared';
import { pairRoute, pairSealedRoute, sealToken, startPairingRoute } from '@subcam/shared/http';
import { createPairing } from '../auth/pairing.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';

export interface PairingDeps {
  readonly token: string;
  /** `127.0.0.1:PORT`, on which the daemon listens. */
  readonly address: () => string;
  readonly clock: Clock;
}

export function answerPairing({ token, address, clock }: PairingDeps): readonly AnsweredRoute[] {
  const pairing = createPairing(clock);
  return [
    answered(startPairingRoute, () => pairing.start()),
    answered(pairRoute, ({ body }) => {
      pairing.redeem(body.code);
      return { token };
    }),
    answered(pairSealedRoute, async ({ body: { nonce, proof } }) => {
      const exchange = { nonce, address: address() };
      const code = await pairing.redeemProof({ ...exchange, proof });
      return { sealedToken: await sealToken({ ...exchange, code }, token) };
    }),
  ];
}
