// subcam pair: a fresh code that the extension's popup exchanges for the daemon's token.
import { requestPairingCode } from '../client.ts';
import { command } from '../command.ts';
import { ADDRESS_ARGS, requireDaemon } from '../running-daemon.ts';

export const pair = command({
  name: 'pair',
  description: 'Show a code that pairs the extension with the running daemon',
  args: { ...ADDRESS_ARGS, json: { type: 'boolean', description: 'Print JSON' } },
  run: async (args, terminal) => {
    const daemon = await requireDaemon(args, terminal);
    const { code, expiresAtMs } = await requestPairingCode(daemon);
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
