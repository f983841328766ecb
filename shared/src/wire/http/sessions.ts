// Sessions over HTTP: a link with which somebody may read one session for a while.
import * as z from 'zod/mini';
import { defineRoute } from './route.ts';

/** How long a link is good where nobody says it. */
export const DEFAULT_LINK_MS = 2 * 3_600_000;

export const linkSessionRoute = defineRoute({
  name: 'linkSession',
  method: 'POST',
  path: '/api/sessions/{id}/link',
  scope: 'operate',
  resource: 'sessions',
  summary: 'Makes a link to a page that follows the subtitles of this session, and of no other, for a while.',
  description:
    'The link carries a token of its own in its fragment, which browsers send to nobody. It is listed among the tokens, and ends at once ' +
    'when that token is revoked. How long a link may be good, the setting `limits.maxLinkMs` says.',
  params: z.object({ id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/)) }),
  body: z.strictObject({
    /** From now. Default: two hours. */
    expiresInMs: z.optional(z.number().check(z.int(), z.gte(1_000))),
  }),
  status: 201,
  response: z.object({
    url: z.string(),
    tokenId: z.string(),
    /** Wall clock. */
    expiresAtMs: z.number(),
  }),
  refusals: [
    { code: 'bad-request', when: 'The link would be good for longer than links may be.' },
    { code: 'session-unknown', when: 'No session of this id runs.' },
    { code: 'session-limit', when: 'As many tokens are there as may be.' },
    { code: 'storage', when: 'The token could not be written down.' },
  ],
});
