// Engines in use -> the lines that say so, wherever a daemon is started.
import type { EngineInUse, EngineKind, EngineSet } from '@subcam/shared';
import { ENGINES } from '../engines.ts';
import { tableLines } from './terminal.ts';

/** One line an engine, indented. */
export function engineLines(engines: EngineSet): readonly string[] {
  const { vad, stt, translators } = engines;
  return tableLines([
    ['  speech or not', lineOf('vad', vad)],
    ['  speech to text', lineOf('stt', stt)],
    ...(translators.length === 0 ? [['  translation', 'none'] as const] : []),
    ...translators.map((translator, index) => [index === 0 ? '  translation' : '  else', lineOf('translator', translator)] as const),
  ]);
}

/** `moonshine tiny-en-quantized: Moonshine tiny (English)`; of one that can't be asked, why: `bergamot: Bergamot … can't be used: …`. */
function lineOf(kind: EngineKind, { name, model, problem }: EngineInUse): string {
  if (problem !== undefined) return `${name}: ${problem}`;
  const title = ENGINES.find((engine) => engine.kind === kind && engine.name === name)?.title;
  return title === undefined ? `${name} ${model}` : `${name} ${model}: ${title}`;
}
