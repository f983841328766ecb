// Tokens: made once, kept as hashes, ended at once.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createVirtualClock } from '@subcam/shared/testing';
import { tokenIdOf } from '@subcam/shared/http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTokens, type TokenLimits, type Tokens } from './index.ts';

const OWN = 'the-own-token-of-this-daemon';
const MINUTE_MS = 60_000;

/** Behind `subcam_`, the id and another `_`; the secret may have such signs, too. */
const SECRET_AT = 20;

let folder: string;
let file: string;
let clock: ReturnType<typeof createVirtualClock>;
let limits: TokenLimits;
let tokens: Tokens;

const open = (ownToken: string | null = OWN): Promise<Tokens> => openTokens({ file, ownToken, limits: () => limits, clock });
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-tokens-'));
  file = path.join(folder, 'tokens.json');
  clock = createVirtualClock();
  limits = { maxTokens: 100, maxLinkMs: 10 * MINUTE_MS };
  tokens = await open();
});

afterEach(async () => {
  tokens.close();
  await rm(folder, { recursive: true });
});

describe('a token', () => {
  it('is told once, carries its id, and allows what was wished', async () => {
    const { token, row } = await tokens.create({ name: 'a viewer', scopes: ['read'] });
    expect(token).toMatch(/^subcam_[a-z0-9]{12}_[\w-]{43}$/);
    expect(tokenIdOf(token)).toBe(row.id);
    expect(tokens.check(token)).toEqual({ tokenId: row.id, scopes: ['read'], sessionId: null });
    expect(JSON.stringify(tokens.list())).not.toContain(token.slice(SECRET_AT));
  });

  it('is kept as a hash, in a file for its owner alone', async () => {
    const { token } = await tokens.create({ name: 'a viewer', scopes: ['read'] });
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain(token.slice(SECRET_AT));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is good after a restart', async () => {
    const { token, row } = await tokens.create({ name: 'a viewer', scopes: ['read', 'capture', 'read'] });
    const again = await open();
    expect(again.check(token)).toEqual({ tokenId: row.id, scopes: ['read', 'capture'], sessionId: null });
    again.close();
  });

  it.each<[string, (token: string) => string | null]>([
    ['none', () => null],
    ['an empty one', () => ''],
    ['a shorter one', (token) => token.slice(0, -1)],
    ['a longer one', (token) => `${token}A`],
    ['another secret with its id', (token) => `${token.slice(0, 20)}${'A'.repeat(43)}`],
    ['its secret with another id', (token) => `subcam_aaaaaaaaaaaa_${token.slice(20)}`],
    ['its id alone', (token) => tokenIdOf(token)],
    ['the own one in capitals', () => OWN.toUpperCase()],
  ])('is not replaced by %s', async (_what, other) => {
    const { token } = await tokens.create({ name: 'a viewer', scopes: ['read'] });
    expect(() => tokens.check(other(token))).toThrow(refusal('unauthorized'));
  });

  it('that expires is good until then, says so afterwards, and its end is told', async () => {
    const ended: string[] = [];
    tokens.onEnd((id) => ended.push(id));
    const { token, row } = await tokens.create({ name: 'a guest', scopes: ['read'], expiresInMs: 5 * MINUTE_MS });
    await clock.advance(5 * MINUTE_MS - 1);
    expect(tokens.check(token).tokenId).toBe(row.id);
    expect(ended).toEqual([]);
    await clock.advance(1);
    expect(ended).toEqual([row.id]);
    expect(() => tokens.check(token)).toThrow('This token has expired');
    expect(tokens.list().find(({ id }) => id === row.id)).toMatchObject({ expired: true });
    await clock.advance(10 * MINUTE_MS);
    expect(ended).toEqual([row.id]);
  });

  it('that expires does so within a minute when somebody sets the clock', async () => {
    const ended: string[] = [];
    tokens.onEnd((id) => ended.push(id));
    const { row } = await tokens.create({ name: 'a guest', scopes: ['read'], expiresInMs: 60 * MINUTE_MS });
    await clock.advance(1);
    clock.setWallClock(clock.nowMs() + 60 * MINUTE_MS);
    await clock.advance(MINUTE_MS);
    expect(ended).toEqual([row.id]);
  });

  it('that expired a week ago is forgotten with the next change', async () => {
    const { row } = await tokens.create({ name: 'a guest', scopes: ['read'], expiresInMs: MINUTE_MS });
    await clock.advance(7 * 86_400_000 + MINUTE_MS);
    await tokens.create({ name: 'another', scopes: ['read'] });
    expect(tokens.list().map(({ id }) => id)).not.toContain(row.id);
  });

  it('that is revoked is good no more, at once and after a restart, and its end is told', async () => {
    const ended: string[] = [];
    tokens.onEnd((id) => ended.push(id));
    const { token, row } = await tokens.create({ name: 'a viewer', scopes: ['read'] });
    expect(await tokens.revoke(row.id)).toMatchObject({ id: row.id, name: 'a viewer' });
    expect(ended).toEqual([row.id]);
    expect(tokens.sha256Of(row.id)).toBeNull();
    const again = await open();
    for (const each of [tokens, again]) expect(() => each.check(token)).toThrow(refusal('unauthorized'));
    again.close();
    await expect(tokens.revoke(row.id)).rejects.toThrow(refusal('bad-request'));
  });

  it('of one session reads that one, for no longer than links may be good', async () => {
    const wish = { name: 'a link', scopes: ['read'], sessionId: 'session-1', expiresInMs: 10 * MINUTE_MS } as const;
    const { token } = await tokens.create({ ...wish, scopes: ['read'] });
    expect(tokens.check(token)).toMatchObject({ sessionId: 'session-1' });
    for (const wrong of [{ scopes: ['admin'] }, { scopes: ['read', 'capture'] }, { expiresInMs: null }, { expiresInMs: 11 * MINUTE_MS }]) {
      await expect(tokens.create({ ...wish, ...wrong } as never)).rejects.toThrow(refusal('bad-request'));
    }
    limits = { ...limits, maxLinkMs: 11 * MINUTE_MS };
    await tokens.create({ ...wish, scopes: ['read'], expiresInMs: 11 * MINUTE_MS });
  });

  it('too many is refused with what to do; those that have expired do not count', async () => {
    limits = { ...limits, maxTokens: 2 };
    await tokens.create({ name: 'one', scopes: ['read'], expiresInMs: MINUTE_MS });
    await tokens.create({ name: 'two', scopes: ['read'] });
    await expect(tokens.create({ name: 'three', scopes: ['read'] })).rejects.toThrow('raise limits.maxTokens');
    await clock.advance(MINUTE_MS);
    await tokens.create({ name: 'three', scopes: ['read'] });
  });

  it('is not lost when many are made at once, by whomever', async () => {
    const other = await open();
    await Promise.all([tokens, tokens, tokens].map((each, index) => each.create({ name: `${index}`, scopes: ['read'] })));
    await other.create({ name: 'of another program', scopes: ['read'] });
    await tokens.create({ name: 'last', scopes: ['read'] });
    expect(
      tokens
        .list()
        .map(({ name }) => name)
        .slice(1),
    ).toEqual(['0', '1', '2', 'of another program', 'last']);
    other.close();
  });
});

describe('the daemon’s own token', () => {
  it('allows everything, stands first in the list, and is ended by its file alone', async () => {
    expect(tokens.check(OWN)).toEqual({ tokenId: 'own', scopes: ['admin'], sessionId: null });
    expect(tokens.list()).toMatchObject([{ id: 'own', scopes: ['admin'], expiresAtMs: null }]);
    await expect(tokens.revoke('own')).rejects.toThrow('remove its token file');
  });

  it('is not known where only the file is changed', async () => {
    const offline = await open(null);
    expect(offline.list()).toEqual([]);
    expect(() => offline.check(OWN)).toThrow(refusal('unauthorized'));
    offline.close();
  });
});

it.each(['{', '{"version":1}', '{"version":1,"tokens":[{"id":"x"}]}'])('a damaged file %j is told, and left as it is', async (text) => {
  await writeFile(file, text);
  await expect(open()).rejects.toThrow(refusal('configuration'));
  expect(await readFile(file, 'utf8')).toBe(text);
});
