// Tokens made, checked, listed and ended: a token that is revoked or has expired is told to whoever holds connections of it.
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { SubcamError, type Clock } from '@subcam/shared';
import { OWN_TOKEN_ID, tokenIdOf, type TokenRow, type TokenScope, type TokenWish } from '@subcam/shared/http';
import { readTokensFile, writeTokensFile, type TokenRecord } from './tokens-file.ts';

/** What a token that was shown allows. */
export interface Grant {
  readonly tokenId: string;
  readonly scopes: readonly TokenScope[];
  /** The only session that it is for; null: all. */
  readonly sessionId: string | null;
}

export interface Tokens {
  /** In the order in which they were made; the daemon's own first, where it is known here. */
  list(): readonly TokenRow[];
  /** Rejects with `bad-request` for a wish that makes no sense, `session-limit` for one too many, `storage`; nothing was made then. */
  create(wish: TokenWish): Promise<{ readonly token: string; readonly row: TokenRow }>;
  /** Resolves with what it was. Rejects with `bad-request` for an unknown id and for the daemon's own, `storage`. */
  revoke(id: string): Promise<TokenRow>;
  /** Throws `unauthorized` for none, a wrong one and one that has expired. */
  check(token: string | null): Grant;
  /** SHA-256 of a token, by its id; null for one that is not there. null for the id: the daemon's own. */
  sha256Of(id: string | null): Uint8Array<ArrayBuffer> | null;
  /** Called with the id of each token that ends; returns the way to stop. */
  onEnd(listener: (id: string) => void): () => void;
  /** Nothing is watched any more. */
  close(): void;
}

export interface TokenLimits {
  /** Tokens that may be there at once, beside the daemon's own and those that have expired. */
  readonly maxTokens: number;
  /** How long a token for one session may be good. */
  readonly maxLinkMs: number;
}

export interface TokensOptions {
  readonly file: string;
  /** The daemon's own, which allows everything; null where only the file is changed. */
  readonly ownToken: string | null;
  /** Read at each change. */
  readonly limits: () => TokenLimits;
  readonly clock: Clock;
}

/** 60 bits: no two are alike, and an id is no secret. */
const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 12;

/** 256 bits, base64url. */
const SECRET_BYTES = 32;

/** One that has expired stays in the list for a while, so that its owner sees why it is refused. */
const LISTED_AFTER_EXPIRY_MS = 7 * 86_400_000;

/** The wall clock may be set: how soon a token expires is looked at anew as often. */
const LOOK_AGAIN_MS = 60_000;

function sha256(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

function newToken(): { readonly id: string; readonly token: string } {
  const id = Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
  return { id, token: `subcam_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** Throws `bad-request`. */
function checkWish({ scopes, sessionId, expiresInMs }: TokenWish, { maxLinkMs }: TokenLimits): void {
  if (sessionId === undefined || sessionId === null) return;
  if (scopes.length !== 1 || scopes[0] !== 'read') {
    throw new SubcamError('bad-request', 'A token for one session may read it, and nothing else: leave the other scopes out.');
  }
  if (expiresInMs === undefined || expiresInMs === null) {
    throw new SubcamError('bad-request', 'A token for one session expires: say when, such as in 2h.');
  }
  if (expiresInMs > maxLinkMs) {
    throw new SubcamError(
      'bad-request',
      `A token for one session is good for at most ${maxLinkMs / 60_000} minutes: say less, or raise limits.maxLinkMs.`,
    );
  }
}

/** Rejects with `configuration` for a file that is damaged, `storage` for one that can't be read. */
export async function openTokens({ file, ownToken, limits, clock }: TokensOptions): Promise<Tokens> {
  let records = await readTokensFile(file);
  const own = ownToken === null ? null : sha256(ownToken);
  const listeners = new Set<(id: string) => void>();
  /** Of those that have expired: each end is told once. */
  const told = new Set<string>();
  const over = new AbortController();
  let wake = new AbortController();
  /** One change is written after the other. */
  let writing: Promise<unknown> = Promise.resolve();

  const hasExpired = ({ expiresAtMs }: TokenRecord): boolean => expiresAtMs !== null && clock.nowMs() >= expiresAtMs;
  const rowOf = (record: TokenRecord): TokenRow => {
    const { sha256: _, ...shown } = record;
    return { ...shown, expired: hasExpired(record) };
  };
  const tellEnd = (id: string): void => {
    for (const listener of listeners) listener(id);
  };
  const tellExpired = (): void => {
    for (const { id } of records.filter((record) => hasExpired(record) && !told.has(record.id))) {
      told.add(id);
      tellEnd(id);
    }
  };

  /** Connections of a token that expires are cut when it does, not at their next request. */
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      tellExpired();
      const waits = records.flatMap((record) =>
        record.expiresAtMs === null || hasExpired(record) ? [] : [record.expiresAtMs - clock.nowMs()],
      );
      wake = new AbortController();
      const pauseMs = Math.min(LOOK_AGAIN_MS, ...waits);
      // Without any that expires there is nothing to wait for but a change.
      const slept = waits.length === 0 ? changed(wake.signal) : clock.sleep(pauseMs, wake.signal);
      await slept.catch(() => undefined);
    }
  };

  const changed = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

  const change = <T>(
    work: (before: readonly TokenRecord[]) => { readonly after: readonly TokenRecord[]; readonly result: T },
  ): Promise<T> => {
    const done = writing.then(async () => {
      // What another program has written to the file since counts too.
      const { after, result } = work(await readTokensFile(file));
      const kept = after.filter(({ expiresAtMs }) => expiresAtMs === null || clock.nowMs() < expiresAtMs + LISTED_AFTER_EXPIRY_MS);
      await writeTokensFile(file, kept);
      records = kept;
      for (const id of told) if (!kept.some((record) => record.id === id)) told.delete(id);
      wake.abort();
      return result;
    });
    writing = done.catch(() => undefined);
    return done;
  };

  void watch();
  return {
    list: () => [...(own === null ? [] : [OWN_ROW]), ...records.map(rowOf)],
    create: async (wish) => {
      checkWish(wish, limits());
      return change((before) => {
        const { maxTokens } = limits();
        if (before.filter((record) => !hasExpired(record)).length >= maxTokens) {
          throw new SubcamError(
            'session-limit',
            `There are ${maxTokens} tokens already: revoke one that is no longer needed, or raise limits.maxTokens.`,
          );
        }
        const { id, token } = newToken();
        const { name, scopes, sessionId = null, botId = null, expiresInMs = null } = wish;
        const createdAtMs = clock.nowMs();
        const record: TokenRecord = {
          id,
          name,
          scopes: [...new Set(scopes)],
          sessionId,
          botId,
          createdAtMs,
          expiresAtMs: expiresInMs === null ? null : createdAtMs + expiresInMs,
          sha256: Buffer.from(sha256(token)).toString('hex'),
        };
        return { after: [...before, record], result: { token, row: rowOf(record) } };
      });
    },
    revoke: async (id) => {
      if (id === OWN_TOKEN_ID) {
        throw new SubcamError(
          'bad-request',
          'This is the daemon’s own token, with which the commands of this machine come in: stop the daemon, remove its token file, and it makes a new one.',
        );
      }
      const revoked = await change((before) => {
        const found = before.find((record) => record.id === id);
        if (found === undefined) throw new SubcamError('bad-request', 'There is no token of this id: "subcam tokens list" shows them.');
        return { after: before.filter((record) => record !== found), result: rowOf(found) };
      });
      tellEnd(id);
      return revoked;
    },
    check: (token) => {
      if (token === null) throw missing();
      const id = tokenIdOf(token);
      if (id === null) {
        if (own === null || !timingSafeEqual(sha256(token), own)) throw missing();
        return { tokenId: OWN_TOKEN_ID, scopes: ['admin'], sessionId: null };
      }
      const record = records.find((one) => one.id === id);
      if (record === undefined || !timingSafeEqual(sha256(token), Buffer.from(record.sha256, 'hex'))) throw missing();
      if (hasExpired(record)) {
        throw new SubcamError('unauthorized', 'This token has expired: make another with `subcam tokens create`, or pair again.');
      }
      return { tokenId: id, scopes: record.scopes, sessionId: record.sessionId };
    },
    sha256Of: (id) => {
      if (id === null || id === OWN_TOKEN_ID) return own;
      const record = records.find((one) => one.id === id);
      return record === undefined ? null : new Uint8Array(Buffer.from(record.sha256, 'hex'));
    },
    onEnd: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      over.abort();
      wake.abort();
    },
  };
}

const OWN_ROW: TokenRow = {
  id: OWN_TOKEN_ID,
  name: 'the daemon’s own, in its token file',
  scopes: ['admin'],
  sessionId: null,
  botId: null,
  createdAtMs: null,
  expiresAtMs: null,
  expired: false,
};

function missing(): SubcamError {
  return new SubcamError(
    'unauthorized',
    'The token is missing, wrong or was revoked: pair with `subcam pair`, make one with `subcam tokens create`, or read the daemon’s own from its token file.',
  );
}
