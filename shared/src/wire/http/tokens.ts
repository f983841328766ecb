// Tokens: the form of a token with its id in it, and the routes that make, list and revoke them.
import * as z from 'zod/mini';
import { defineRoute } from './route.ts';
import { TOKEN_SCOPES } from './token-scopes.ts';

/** The id of the daemon's own token, which stands in its token file. That token itself carries no id. */
export const OWN_TOKEN_ID = 'own';

const TOKEN_FORM = /^subcam_([a-z0-9]{12})_[\w-]{43}$/;

/** `subcam_ID_SECRET` -> ID, which is no secret; null for the daemon's own token. */
export function tokenIdOf(token: string): string | null {
  return TOKEN_FORM.exec(token)?.[1] ?? null;
}

export const tokenId = z.string().check(z.regex(/^[a-z0-9]{1,40}$/));

export const MAX_TOKEN_NAME_LENGTH = 100;

/** A word or a few for the people who look at the list; no control characters. */
export const tokenName = z.string().check(z.regex(/^[^\p{C}]+$/u), z.maxLength(MAX_TOKEN_NAME_LENGTH));

/** Ten years. */
export const MAX_TOKEN_LIFE_MS = 3_650 * 86_400_000;

const sessionId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/));
const scopes = z.array(z.enum(TOKEN_SCOPES)).check(z.minLength(1), z.maxLength(TOKEN_SCOPES.length));

/** A token as it may be shown: nothing of its secret. Instants are wall clock. */
const tokenRow = z.object({
  id: tokenId,
  name: z.string(),
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  /** The only session that it is for; null: it is for all. */
  sessionId: z.nullable(sessionId),
  /** The bot with which it ends; null: it is no bot's. */
  botId: z.nullable(z.string()),
  createdAtMs: z.nullable(z.number()),
  /** null: it does not expire. */
  expiresAtMs: z.nullable(z.number()),
  expired: z.boolean(),
});
export type TokenRow = Readonly<z.infer<typeof tokenRow>>;

// Strict: a limit that is misspelt must not be answered as one that was heeded.
const tokenWish = z.strictObject({
  name: tokenName,
  scopes,
  sessionId: z.optional(z.nullable(sessionId)),
  /** The bot with which it shall end: when it reports its end, or reports nothing for minutes. */
  botId: z.optional(z.nullable(sessionId)),
  /** From now. null or left out: it does not expire. */
  expiresInMs: z.optional(z.nullable(z.number().check(z.int(), z.gte(1_000), z.lte(MAX_TOKEN_LIFE_MS)))),
});
export type TokenWish = Readonly<z.infer<typeof tokenWish>>;

const resource = 'tokens';

export const listTokensRoute = defineRoute({
  name: 'listTokens',
  method: 'GET',
  path: '/api/tokens',
  scope: 'admin',
  resource,
  summary: 'Every token that there is, in the order in which they were made: who may do what, until when. No secrets.',
  response: z.object({ tokens: z.array(tokenRow) }),
});

export const createTokenRoute = defineRoute({
  name: 'createToken',
  method: 'POST',
  path: '/api/tokens',
  scope: 'admin',
  resource,
  summary: 'Makes a token. It is told in this answer and never again.',
  description: 'A token for one session (`sessionId`) has the scope `read` alone, and expires.',
  body: tokenWish,
  status: 201,
  response: z.object({ token: z.string(), row: tokenRow }),
  refusals: [
    { code: 'bad-request', when: 'A token for one session would do more than read, or never expire.' },
    { code: 'session-limit', when: 'As many tokens are there as may be.' },
    { code: 'storage', when: 'The token could not be written down.' },
  ],
});

export const revokeTokenRoute = defineRoute({
  name: 'revokeToken',
  method: 'DELETE',
  path: '/api/tokens/{id}',
  scope: 'admin',
  resource,
  summary: 'Ends a token at once: connections that it opened are cut.',
  params: z.object({ id: tokenId }),
  response: z.object({ revoked: tokenRow }),
  refusals: [
    { code: 'bad-request', status: 404, when: 'There is no such token.' },
    { code: 'bad-request', when: 'It is the daemon’s own, which its token file holds.' },
    { code: 'storage', when: 'The change could not be written down.' },
  ],
});
