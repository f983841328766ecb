// The engines that there are -> which of them can run here, what is missing for each, and where what they are given goes.
import {
  languageName,
  systemClock,
  whereItGoes,
  type EngineSdk,
  type LanguageCode,
  type ModelEntry,
  type ProgramNeed,
} from '@subcam/shared';
import { destinationOf, type ChosenEngine } from '../engines.ts';
import type { ProgramEnv } from '../lib/programs.ts';
import { inspectModels } from '../models/index.ts';
import type { EnginesInForce } from './engines-in-force.ts';
import type { Finding } from './finding.ts';
import { worstStatus } from './model-status.ts';

interface Examined {
  /** What has to be there, each thing once. */
  readonly parts: readonly Finding[];
  /** One for each engine. */
  readonly engines: readonly Finding[];
}

export async function examineEngines({ chosen, all, modelsDir, picks }: EnginesInForce, env: ProgramEnv): Promise<Examined> {
  const inUse = new Set(chosen.map(({ description }) => description));
  const parts = new Map<string, Finding>();
  const engines: Finding[] = [];
  // The ones in use first, so that a part that several need is called missing where one of those needs it.
  for (const engine of all.toSorted((a, b) => Number(inUse.has(b.description)) - Number(inUse.has(a.description)))) {
    const isInUse = inUse.has(engine.description);
    const own = await examineParts(engine, { isInUse, modelsDir, env });
    const isOneOfMany = picks !== null && engine.description.kind === 'translator';
    const service = await examineService(engine, { isInUse, isOneOfMany });
    for (const part of [...own, ...service]) if (!parts.has(part.part)) parts.set(part.part, part);
    engines.push(engineFinding(engine, own, isInUse));
  }
  const translators = engines.filter(({ engine }) => engine?.kind === 'translator' && engine.isInUse);
  const running = translators.filter(({ status }) => status === 'ok').map(({ engine }) => engine?.name);
  for (const [index, finding] of engines.entries()) {
    if (finding.status !== 'missing' || !translators.includes(finding)) continue;
    const instead =
      running.length === 0 ? 'nothing is translated' : `${running.join(', ')} ${running.length === 1 ? 'does' : 'do'} its work`;
    engines[index] = { ...finding, detail: `${finding.detail}; until then ${instead}` };
  }
  const order = (finding: Finding): number => all.findIndex(({ description }) => partOf(description) === finding.part);
  return { parts: [...parts.values()], engines: engines.toSorted((a, b) => order(a) - order(b)) };
}

const partOf = ({ kind, name }: ChosenEngine['description']): string => `${kind} ${name}`;

function engineFinding({ description, settings }: ChosenEngine, parts: readonly Finding[], isInUse: boolean): Finding {
  const { kind, name, title, licence } = description;
  const missing = parts.filter(({ status }) => status !== 'ok').map(({ part }) => part);
  const destination = destinationOf({ description, settings });
  const given = kind === 'translator' ? 'words' : 'sound';
  const goes = whereItGoes(given, destination);
  const hears = description.kind === 'stt' ? heardFact(description.languages(settings)) : null;
  const facts = [
    title,
    ...(hears === null ? [] : [hears]),
    isInUse ? 'configured' : 'not configured',
    missing.length === 0 ? 'can run here' : `lacks ${missing.join(', ')}`,
    goes === null ? `${given} ${given === 'words' ? 'stay' : 'stays'} on this machine` : `${goes}: LEAVES this machine`,
  ];
  return {
    part: partOf(description),
    status: missing.length === 0 ? 'ok' : isInUse ? 'missing' : 'optional',
    detail: facts.join('; '),
    mend: null,
    engine: { kind, name, title, licence, isInUse, ...destination },
  };
}

/** More are told by their number. */
const MOST_NAMED = 8;

/** Which languages a recogniser hears; null: only it knows. */
function heardFact(languages: readonly LanguageCode[] | 'any'): string | null {
  if (languages === 'any' || languages.length === 0) return null;
  return `hears ${languages.length > MOST_NAMED ? `${languages.length} languages` : languages.map(languageName).join(', ')}`;
}

interface Purpose {
  readonly isInUse: boolean;
  readonly modelsDir: string;
  readonly env: ProgramEnv;
}

/** What the service of an engine that is in use says of itself. Of others none is asked: nothing goes where the configuration does not send it. */
async function examineService(
  { description, settings }: ChosenEngine,
  {
    isInUse,
    isOneOfMany,
  }: { readonly isInUse: boolean; /** The daemon leaves it out by itself while it can't be asked. */ readonly isOneOfMany: boolean },
): Promise<readonly Finding[]> {
  if (!isInUse || description.examine === undefined) return [];
  const context = { clock: systemClock, signal: new AbortController().signal };
  const { status, detail } = await description.examine(settings, context);
  const part = `service of ${description.name}`;
  if (status === 'ready') return [{ part, status: 'ok', detail, mend: null }];
  const mend = status === 'unfit' ? 'change that setting' : `start it, or change engines.${description.kind}.${description.name}.url`;
  return [{ part, status: isOneOfMany ? 'warning' : 'missing', detail, mend }];
}

async function examineParts({ description, settings }: ChosenEngine, purpose: Purpose): Promise<readonly Finding[]> {
  return [
    ...(await Promise.all(description.sdks.map((sdk) => examineSdk(sdk, purpose)))),
    ...(await Promise.all(description.programsFor(settings).map((need) => examineProgram(need, purpose.env, purpose.isInUse)))),
    ...(await examineModels(description.modelsFor(settings, purpose), purpose)),
  ];
}

async function examineSdk({ name, load, mend }: EngineSdk, { isInUse, env }: Purpose): Promise<Finding> {
  const reason = await whyNotLoaded(() => load(env));
  if (reason === null) return { part: name, status: 'ok', detail: 'can be loaded', mend: null };
  return {
    part: name,
    status: isInUse ? 'missing' : 'optional',
    detail: `can't be loaded (${reason})`,
    mend: mend?.(env) ?? 'npm run setup',
  };
}

/** The first line of why a package can't be loaded; null when it can. */
export async function whyNotLoaded(load: () => Promise<unknown>): Promise<string | null> {
  try {
    await load();
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  }
}

/** Whether a program is there; one that is missing and not `isNeeded` is optional. */
export async function examineProgram(need: ProgramNeed, env: ProgramEnv, isNeeded: boolean): Promise<Finding> {
  const found = await need.find(env);
  if (found !== null) return { part: need.name, status: 'ok', detail: found, mend: null };
  return {
    part: need.name,
    status: isNeeded ? 'missing' : 'optional',
    detail: need.usedFor,
    mend: process.platform === 'linux' ? `apt-get install -y ${need.debianPackages.join(' ')} (or: ${need.otherwise})` : need.otherwise,
  };
}

async function examineModels(models: readonly ModelEntry[], { isInUse, modelsDir: dir }: Purpose): Promise<readonly Finding[]> {
  const files = await inspectModels(dir, models);
  return models.map((model): Finding => {
    const status = worstStatus(files, model.id);
    if (status === 'ok') return { part: model.id, status, detail: `${dir} (${model.licence})`, mend: null };
    return {
      part: model.id,
      status: isInUse ? 'missing' : 'optional',
      detail: status === 'corrupt' ? `damaged in ${dir}` : model.title,
      mend: `npm run subcam -- models install${isInUse ? '' : ` ${model.id}`}`,
    };
  });
}
