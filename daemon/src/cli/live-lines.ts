// Events of a session that runs -> lines for a person who reads along: each final with who said it, its translations below, and what is just being said.
import * as z from 'zod';
import { timelineLines, translationLine, printable } from './session-lines.ts';
import type { Terminal } from './terminal.ts';

const attribution = z.object({ displayName: z.nullable(z.string()), speakerLabel: z.nullable(z.string()) });

const liveEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('partial'), transcript: z.object({ text: z.string() }) }),
  z.object({ type: z.literal('final'), speechEndAtMs: z.number(), transcript: z.object({ text: z.string() }), attribution }),
  z.object({
    type: z.literal('translation'),
    translation: z.object({ status: z.string(), targetLanguage: z.string(), text: z.string() }),
  }),
  z.object({ type: z.literal('translation-failed'), targetLanguage: z.string(), message: z.string() }),
  z.object({ type: z.literal('gap'), gap: z.object({ sampleCount: z.number(), reason: z.string() }) }),
]);

const READ = new Set<unknown>(liveEvent.options.map((option) => option.shape.type.value));

const SAMPLES_PER_S = 16_000;

/** Signs of what is just being said that are shown: the last ones, in one line of a terminal. */
const SHOWN_SIGNS = 76;

/** Throws a ZodError for an event that is read here, and of another shape. */
export function createLiveLines(
  terminal: Pick<Terminal, 'isInteractive' | 'isOutTerminal' | 'out' | 'say' | 'redraw'>,
): (event: unknown) => void {
  let isDrawn = false;
  const draw = (line: string): void => {
    if (!terminal.isInteractive || (line === '' && !isDrawn)) return;
    terminal.redraw(line);
    isDrawn = line !== '';
  };
  const out = (lines: readonly string[]): void => {
    draw('');
    for (const line of lines) terminal.out(line);
  };

  return (given) => {
    if (!READ.has(z.object({ type: z.string() }).parse(given).type)) return;
    const event = liveEvent.parse(given);
    switch (event.type) {
      case 'partial':
        draw(`… ${Array.from(printable(event.transcript.text)).slice(-SHOWN_SIGNS).join('')}`);
        return;
      case 'final': {
        const { displayName, speakerLabel } = event.attribution;
        const row = { start_timestamp: event.speechEndAtMs / 1000, speaker_name: displayName, speaker_id: speakerLabel };
        out(timelineLines([{ ...row, text: event.transcript.text, translations: {} }], terminal.isOutTerminal));
        return;
      }
      case 'translation':
        // What is still being said changes with each reading; only what is said is a line.
        if (event.translation.status === 'final')
          out([translationLine(event.translation.targetLanguage, event.translation.text, terminal.isOutTerminal)]);
        return;
      case 'translation-failed':
        draw('');
        terminal.say(`No translation into ${event.targetLanguage}: ${printable(event.message)}`);
        return;
      case 'gap':
        draw('');
        terminal.say(`${(event.gap.sampleCount / SAMPLES_PER_S).toFixed(1)} s of sound are missing (${event.gap.reason}).`);
        return;
    }
  };
}
