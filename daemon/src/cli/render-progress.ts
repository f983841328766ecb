// Frames that are done -> one line that is drawn over, or a plain line at every quarter where nobody watches.
import type { Terminal } from './terminal.ts';

/** Call `show` after every frame; `end` leaves the cursor on a line of its own. */
export function openRenderProgress(terminal: Terminal): { show(frames: number, frameCount: number): void; end(): void } {
  const parts = terminal.isInteractive ? 100 : 4;
  let lastPart = -1;
  return {
    show: (frames, frameCount) => {
      const part = Math.floor((frames / frameCount) * parts);
      if (part === lastPart) return;
      lastPart = part;
      const line = `${Math.floor((part / parts) * 100)} %  ${frames} of ${frameCount} frames`;
      if (terminal.isInteractive) terminal.redraw(line);
      else terminal.say(line);
    },
    end: () => {
      if (terminal.isInteractive && lastPart >= 0) terminal.say('');
    },
  };
}
