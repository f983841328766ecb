// Pairing over HTTP: a code for who has the token, the token for who has the code.
import type { Clock } from '@subcam/shared';
import { pairRoute, startPairingRoute } from '@subcam/shared/http';
import { createPairing } from '../auth/pairing.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';

export function answerPairing({ token, clock }: { readonly token: string; readonly clock: Clock }): readonly AnsweredRoute[] {
  const pairing = createPairing(clock);
  return [
    answered(startPairingRoute, () => pairing.start()),
    answered(pairRoute, ({ body }) => {
      pairing.redeem(body.code);
      return { token };
    }),
  ];
}
