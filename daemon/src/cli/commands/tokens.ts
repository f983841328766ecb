// subcam tokens: who may do what with this daemon, and until when.
import { SubcamError } from '@subcam/shared';
import { MAX_TOKEN_LIFE_MS, MAX_TOKEN_NAME_LENGTH, TOKEN_SCOPES, tokenName, type TokenRow, type TokenScope } from '@subcam/shared/http';
import { command, listOf } from '../command.ts';
import { commandGroup } from '../command-group.ts';
import { CONFIG_ARG, DATA_DIR_ARG } from '../daemon-args.ts';
import { durationMs } from '../duration.ts';
import { ADDRESS_ARGS } from '../running-daemon.ts';
import { tableLines } from '../terminal.ts';
import { openTokensAccess } from '../tokens-access.ts';

const ARGS = { ...CONFIG_ARG, ...DATA_DIR_ARG, ...ADDRESS_ARGS, json: { type: 'boolean', description: 'Print JSON' } } as const;

const SCOPES_NOTE = [
  'Scopes: capture (send sound, report a bot), read (sessions, subtitles, transcripts), operate (tiles and bots; with read),',
  'metrics (figures, and whether the daemon is ready; comes with read), admin (settings and tokens; with all the others).',
  'Several have a comma between them.',
].join('\n');

const create = command({
  name: 'tokens create',
  description: 'Make a token; it is shown once',
  args: {
    name: { type: 'positional', description: 'Who or what it is for, for the list', required: true },
    scope: { type: 'string', description: 'What it allows; has to be said', valueHint: 'SCOPE' },
    expires: { type: 'string', description: 'How long it is good: 30d, 2h, 90m (default: until it is revoked)', valueHint: 'TIME' },
    session: { type: 'string', description: 'It reads this session alone; needs --scope read and --expires', valueHint: 'ID' },
    ...ARGS,
  },
  notes: SCOPES_NOTE,
  run: async (args, terminal) => {
    const name = nameOf(args.name);
    const wish = {
      name,
      scopes: scopesOf(args.scope),
      ...(args.expires === undefined ? {} : { expiresInMs: lifeOf(args.expires) }),
      ...(args.session === undefined ? {} : { sessionId: args.session }),
    };
    using access = await openTokensAccess(args, terminal);
    const { token, row } = await access.create(wish);
    if (args.json === true) terminal.out(JSON.stringify({ token, ...row }));
    else {
      terminal.out(token);
      terminal.say(
        `This is the only time that it is shown. It allows ${row.scopes.join(', ')}${untilText(row)}. To end it: subcam tokens revoke ${row.id}`,
      );
    }
    return 0;
  },
});

const list = command({
  name: 'tokens list',
  description: 'The tokens that there are, and what each allows',
  args: ARGS,
  run: async (args, terminal) => {
    using access = await openTokensAccess(args, terminal);
    const rows = await access.list();
    if (args.json === true) terminal.out(JSON.stringify({ daemonUrl: access.daemonUrl, tokens: rows }));
    else if (rows.length === 0) terminal.say('There is none but the daemon’s own. "subcam tokens create --help" says how one is made.');
    else for (const line of tableLines(rows.map(lineOf))) terminal.out(line);
    return 0;
  },
});

const revoke = command({
  name: 'tokens revoke',
  description: 'End a token at once, with every connection that it opened',
  args: { id: { type: 'positional', description: 'Its id, as "subcam tokens list" shows it', required: true }, ...ARGS },
  run: async (args, terminal) => {
    if (!/^[a-z0-9]{1,40}$/.test(args.id))
      throw new SubcamError('configuration', 'An id has small letters and digits: "subcam tokens list" shows them.');
    using access = await openTokensAccess(args, terminal);
    const revoked = await access.revoke(args.id);
    if (args.json === true) terminal.out(JSON.stringify({ revoked }));
    else terminal.out(`Revoked: ${revoked.name} (${revoked.scopes.join(', ')})`);
    return 0;
  },
});

export const tokens = commandGroup({
  name: 'tokens',
  description: 'Who may do what with this daemon, and until when',
  subcommands: { create, list, revoke },
  byDefault: 'list',
  notes: [
    'subcam tokens create "wall screen" --scope read --expires 30d',
    'subcam tokens revoke ID                               connections that it opened are cut',
    '',
    SCOPES_NOTE,
    'Paired browsers and bots have tokens of their own, which stand in the list. The daemon keeps hashes of them; its own token is in its token file.',
  ].join('\n'),
});

/** Throws `configuration`. */
export function scopesOf(text: string | undefined): TokenScope[] {
  const given = listOf(text);
  const wrong = given.find((scope) => !TOKEN_SCOPES.some((known) => known === scope));
  if (wrong !== undefined || given.length === 0) {
    throw new SubcamError('configuration', `--scope is one or more of ${TOKEN_SCOPES.join(', ')}, not "${wrong ?? text ?? ''}".`);
  }
  return TOKEN_SCOPES.filter((scope) => given.includes(scope));
}

function nameOf(given: string): string {
  const name = given.trim();
  if (tokenName.safeParse(name).success) return name;
  throw new SubcamError('configuration', `A name has 1 to ${MAX_TOKEN_NAME_LENGTH} characters that can be seen.`);
}

function lifeOf(text: string): number {
  const lifeMs = durationMs('expires', text);
  if (lifeMs <= MAX_TOKEN_LIFE_MS) return lifeMs;
  throw new SubcamError(
    'configuration',
    `--expires is at most ${MAX_TOKEN_LIFE_MS / 86_400_000}d: leave it out for a token that does not expire.`,
  );
}

function untilText({ expiresAtMs }: TokenRow): string {
  return expiresAtMs === null ? '' : `, until ${new Date(expiresAtMs).toLocaleString()}`;
}

function lineOf(row: TokenRow): readonly string[] {
  const { id, scopes, name, sessionId, expired, expiresAtMs } = row;
  const until = expiresAtMs === null ? 'does not expire' : `${expired ? 'expired' : 'until'} ${new Date(expiresAtMs).toLocaleString()}`;
  return [id, scopes.join(','), until, sessionId === null ? name : `${name} (session ${sessionId})`];
}
