// Engines in use -> the lines that say so, wherever a daemon is started.
import { engineRemark, whereItGoes, type EngineInUse, type EngineKind, type EngineSet } from '@subcam/shared';
import { ENGINES } from '../engines.ts';
import { tableLines } from './terminal.ts';

/** One line an engine, indented. */
export function engineLines(engines: EngineSet): readonly string[] {
  const { vad, stt, sttPartials, translators } = engines;
  return tableLines([
    ['  speech or not', lineOf('vad', vad)],
    ['  speech to text', lineOf('stt', stt)],
    ...(sttPartials === undefined ? [] : [['  while spoken', lineOf('stt', sttPartials)] as const]),
    ...(translators.length === 0 ? [['  translation', 'none'] as const] : []),
    ...translators.map((translator, index) => [index === 0 ? '  translation' : '  else', lineOf('translator', translator)] as const),
  ]);
}

/**
 * `moonshine tiny-en-quantized: Moonshine tiny (English)`, on what a service runs, and where what it is given goes, if it leaves this machine; of one that can't be asked, why:
 * `bergamot: Bergamot … can't be used: …`.
 */
function lineOf(kind: EngineKind, engine: EngineInUse): string {
  const { name, problem } = engine;
  if (problem !== undefined) return `${name}: ${problem}`;
  const more = [engineRemark(engine), whereItGoes(kind === 'translator' ? 'words' : 'sound', engine)];
  return [namedLine(kind, engine), ...more.filter((part) => part !== null)].join('; ');
}

function namedLine(kind: EngineKind, { name, model }: EngineInUse): string {
  const title = ENGINES.find((engine) => engine.kind === kind && engine.name === name)?.title;
  return title === undefined ? `${name} ${model}` : `${name} ${model}: ${title}`;
}

/** What of a meeting leaves this machine, a sentence for each host; none where nothing does. */
export function leavingLines({ stt, translators }: EngineSet): readonly string[] {
  const asked = translators.filter(({ problem }) => problem === undefined);
  const goes = [whereItGoes('sound', stt), ...asked.map((translator) => whereItGoes('words', translator))];
  const told = new Set(goes.filter((sentence) => sentence !== null));
  return [...told].map((sentence) => `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`);
}
