// Identity over HTTP: the proof that this daemon knows the token, for clients that are about to send it.
import { identityProof, identityRoute } from '@subcam/shared/http';
import { answered, type AnsweredRoute } from './answered-route.ts';

export interface IdentityDeps {
  readonly token: string;
  /** `127.0.0.1:PORT`, on which the daemon listens; never what a client says of it. */
  readonly address: () => string;
}

export function answerIdentity({ token, address }: IdentityDeps): readonly AnsweredRoute[] {
  return [answered(identityRoute, async ({ query: { nonce } }) => ({ proof: await identityProof({ token, nonce, address: address() }) }))];
}
