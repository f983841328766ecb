// Engines in use -> the lines that say so, wherever a daemon is started.
import type { EngineSet } from '@subcam/shared';
import { tableLines } from './terminal.ts';

/** One line an engine, indented. */
export function engineLines(engines: EngineSet): readonly string[] {
  const { vad, stt, translator } = engines;
  return tableLines([
    ['  speech or not', `${vad.name} ${vad.model}`],
    ['  speech to text', `${stt.name} ${stt.model}`],
    ['  translation', translator === null ? 'none' : `${translator.name} ${translator.model}`],
  ]);
}
