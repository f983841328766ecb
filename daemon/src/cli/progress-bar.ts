// Progress of a download -> one line that is drawn over, or a plain line at every quarter where nobody watches.
import type { InstallProgress } from '../models/index.ts';
import type { Terminal } from './terminal.ts';

const BAR_CELLS = 30;
const MEGABYTE = 1_000_000;

/** Call `show` with every progress; `end` leaves the cursor on a line of its own. */
export function openProgressBar(terminal: Terminal): { show(progress: InstallProgress): void; end(): void } {
  let lastShown = '';
  return {
    show: ({ title, receivedBytes, totalBytes }) => {
      const share = totalBytes === 0 ? 1 : receivedBytes / totalBytes;
      const amount = `${(receivedBytes / MEGABYTE).toFixed(1)} of ${(totalBytes / MEGABYTE).toFixed(1)} MB`;
      if (terminal.isInteractive) {
        const filled = Math.floor(share * BAR_CELLS);
        const line = `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)} ${Math.floor(share * 100)} %  ${amount}  ${title}`;
        if (line !== lastShown) terminal.redraw(line);
        lastShown = line;
        return;
      }
      const quarter = `${Math.floor(share * 4) * 25} %`;
      if (quarter !== lastShown) terminal.say(`${quarter}  ${amount}  ${title}`);
      lastShown = quarter;
    },
    end: () => {
      if (terminal.isInteractive && lastShown !== '') terminal.say('');
    },
  };
}
