// Identity over HTTP: the proof that this daemon knows a token, for clients that are about to send it.
import { createHash, randomBytes } from 'node:crypto';
import { identityProofBy, identityRoute } from '@subcam/shared/http';
import type { Tokens } from '../../tokens/index.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';

export interface IdentityDeps {
  readonly tokens: Pick<Tokens, 'sha256Of'>;
  /** `127.0.0.1:PORT`, on which the daemon listens; never what a client says of it. */
  readonly address: () => string;
}

export function answerIdentity({ tokens, address }: IdentityDeps): readonly AnsweredRoute[] {
  // Of a token that is not there the proof is of no use to anybody, and tells nobody that it is not there.
  const noToken = randomBytes(32);
  const keyOfNone = (id: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(noToken).update(id).digest());
  return [
    answered(identityRoute, async ({ query: { nonce, token: id = null } }) => ({
      proof: await identityProofBy(tokens.sha256Of(id) ?? keyOfNone(id ?? ''), { nonce, address: address() }),
    })),
  ];
}
