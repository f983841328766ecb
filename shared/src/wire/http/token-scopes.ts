// What a token may allow, and which of it comes with which.

/**
 * What a token may allow. `capture`: to send sound and to report a bot. `read`: what the daemon knows and shows. `operate`: what happens
 * in sessions, tiles and bots. `admin`: the daemon itself, its settings and its tokens. `metrics`: its figures alone, in which nothing is said of
 * anybody: for what collects them.
 */
export const TOKEN_SCOPES = ['capture', 'read', 'operate', 'admin', 'metrics'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Each scope with those that come with it. `capture` brings no reading: who sends one meeting's sound reads no other meeting. */
export const SCOPES_IN: Readonly<Record<TokenScope, readonly TokenScope[]>> = {
  capture: ['capture'],
  read: ['read', 'metrics'],
  operate: ['operate', 'read', 'metrics'],
  admin: ['admin', 'operate', 'read', 'capture', 'metrics'],
  metrics: ['metrics'],
};

export function allowsScope(scopes: readonly TokenScope[], wanted: TokenScope): boolean {
  return scopes.some((scope) => SCOPES_IN[scope].includes(wanted));
}
