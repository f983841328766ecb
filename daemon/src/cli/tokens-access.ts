// Flags -> the tokens that a command shows or changes: the running daemon's, else those in the data directory.
import { systemClock } from '@subcam/shared';
import { callRoute, createTokenRoute, listTokensRoute, revokeTokenRoute, type TokenRow, type TokenWish } from '@subcam/shared/http';
import { loadConfig } from '../config/index.ts';
import { openTokens } from '../tokens/index.ts';
import { daemonFlags } from './daemon-args.ts';
import { daemonWithData, type AddressFlags } from './running-daemon.ts';
import type { Terminal } from './terminal.ts';

export interface TokensAccess {
  /** The daemon's address; null where none runs. */
  readonly daemonUrl: string | null;
  list(): Promise<readonly TokenRow[]>;
  create(wish: TokenWish): Promise<{ readonly token: string; readonly row: TokenRow }>;
  /** Connections of it are cut. */
  revoke(id: string): Promise<TokenRow>;
  [Symbol.dispose](): void;
}

/** Rejects with `configuration` for settings that make no sense or a damaged file, and as `daemonWithData` does. */
export async function openTokensAccess(args: AddressFlags & Readonly<Record<string, unknown>>, terminal: Terminal): Promise<TokensAccess> {
  const config = await loadConfig(terminal.env, daemonFlags(args));
  const daemon = await daemonWithData(args, { config, terminal });
  if (daemon !== null) {
    return {
      daemonUrl: daemon.url,
      list: async () => (await callRoute(daemon, listTokensRoute, {})).tokens,
      create: (wish) => callRoute(daemon, createTokenRoute, { body: { ...wish, scopes: [...wish.scopes] } }),
      revoke: async (id) => (await callRoute(daemon, revokeTokenRoute, { params: { id } })).revoked,
      [Symbol.dispose]: () => undefined,
    };
  }
  const limits = () => config.settings.current().limits;
  const tokens = await openTokens({ file: config.tokensFile, ownToken: null, limits, clock: systemClock });
  return {
    daemonUrl: null,
    list: () => Promise.resolve(tokens.list()),
    create: (wish) => tokens.create(wish),
    revoke: (id) => tokens.revoke(id),
    [Symbol.dispose]: () => tokens.close(),
  };
}
