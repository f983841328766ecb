// subcam pair: a fresh code that the extension's popup exchanges for a token of its own.
import { requestPairingCode } from '../client.ts';
import { command } from '../command.ts';
import { ADDRESS_ARGS, requireDaemon } from '../running-daemon.ts';
import { scopesOf } from './tokens.ts';

export const pair = command({
  name: 'pair',
  description: 'Show a code that pairs the extension with the running daemon',
  args: {
    scope: { type: 'string', description: 'What it shall be allowed (default capture, which the extension needs)', valueHint: 'SCOPE' },
    ...ADDRESS_ARGS,
    json: { type: 'boolean', description: 'Print JSON' },
  },
  notes: 'What pairs gets a token of its own: "subcam tokens list" shows it, "subcam tokens revoke ID" ends it.',
  run: async (args, terminal) => {
    const scopes = args.scope === undefined ? undefined : scopesOf(args.scope);
    const daemon = await requireDaemon(args, terminal);
    const { code, expiresAtMs } = await requestPairingCode(daemon, scopes);
    if (args.json === true) terminal.out(JSON.stringify({ code, expiresAtMs, daemonUrl: daemon.url }));
    else {
      terminal.out(code);
      terminal.say(
        `Type it into the extension's popup, with the address ${daemon.url}, before ${new Date(expiresAtMs).toLocaleTimeString()}. It works once.`,
      );
    }
    return 0;
  },
});
