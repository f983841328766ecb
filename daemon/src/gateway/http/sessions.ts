// Sessions over HTTP: links with which one of them may be read.
import { SubcamError } from '@subcam/shared';
import { DEFAULT_LINK_MS, linkSessionRoute, sessionPageRoute } from '@subcam/shared/http';
import type { SessionRegistry } from '../../pipeline/index.ts';
import type { Tokens } from '../../tokens/index.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';

export interface SessionsDeps {
  readonly registry: Pick<SessionRegistry, 'session'>;
  readonly tokens: Pick<Tokens, 'create'>;
  /** `https://subcam.example`: by which others reach the daemon; null: by nothing but the address that was asked. */
  readonly publicUrl: string | null;
}

export function answerSessions({ registry, tokens, publicUrl }: SessionsDeps): readonly AnsweredRoute[] {
  return [
    answered(linkSessionRoute, async ({ params: { id }, body: { expiresInMs = DEFAULT_LINK_MS }, way }) => {
      if (registry.session(id) === null)
        throw new SubcamError('session-unknown', 'No session of this id runs: "subcam sessions list" shows those that do.');
      const { token, row } = await tokens.create({ name: `link to ${id}`, scopes: ['read'], sessionId: id, expiresInMs });
      // What stands behind the # is sent to nobody by a browser, and stands in no log.
      const fragment = new URLSearchParams({ session: id, token });
      return {
        url: `${publicUrl ?? way.origin}${sessionPageRoute.path}#${fragment}`,
        tokenId: row.id,
        expiresAtMs: row.expiresAtMs ?? 0,
      };
    }),
  ];
}
