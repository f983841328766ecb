// Tokens over HTTP: made, listed and ended by who may administer the daemon.
import { createTokenRoute, listTokensRoute, revokeTokenRoute } from '@subcam/shared/http';
import type { Tokens } from '../../tokens/index.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';

export interface TokensDeps {
  readonly tokens: Pick<Tokens, 'list' | 'create' | 'revoke'>;
}

export function answerTokens({ tokens }: TokensDeps): readonly AnsweredRoute[] {
  return [
    answered(listTokensRoute, () => ({ tokens: tokens.list().map(copyOf) })),
    answered(createTokenRoute, async ({ body }) => {
      const { token, row } = await tokens.create(body);
      return { token, row: copyOf(row) };
    }),
    answered(revokeTokenRoute, async ({ params: { id } }) => {
      if (!tokens.list().some((row) => row.id === id)) {
        throw new HttpRefusal('bad-request', 'There is no token of this id: "subcam tokens list" shows them.', 404);
      }
      return { revoked: copyOf(await tokens.revoke(id)) };
    }),
  ];
}

function copyOf<Row extends { readonly scopes: readonly unknown[] }>(row: Row): Row & { scopes: Row['scopes'] } {
  return { ...row, scopes: [...row.scopes] };
}
