// Identity over HTTP: the proof that this daemon knows a token, for clients that are about to send it.
import { createHash, randomBytes } from 'node:crypto';
import { identityProofBy, identityRoute } from '@subcam/shared/http';
import type { Tokens } from '../../tokens/index.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';

export interface IdentityDeps {
  readonly tokens: Pick<Tokens, 'sha256Of'>;
}

export function answerIdentity({ tokens }: IdentityDeps): readonly AnsweredRoute[] {
  // Of a token that is not there the proof is of no use to anybody, and tells nobody that it is not there.
  const noToken = randomBytes(32);
  const keyOfNone = (id: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(noToken).update(id).digest());
  return [
    answered(identityRoute, async ({ query: { nonce, token: id = null }, way }) => ({
      proof: await identityProofBy(tokens.sha256Of(id) ?? keyOfNone(id ?? ''), { nonce, address: way.proofAddress }),
    })),
  ];
}
