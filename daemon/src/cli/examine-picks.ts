// The translators among which the daemon chooses -> those that it would ask if it were started, in which order and why, and those that it would leave out.
import { engineRemark, systemClock, toSubcamError, whereItGoes } from '@subcam/shared';
import { tryPicks } from '../engines.ts';
import type { ProgramEnv } from '../lib/programs.ts';
import { verifyModels } from '../models/index.ts';
import { silentLog } from '../telemetry/index.ts';
import type { EnginesInForce } from './engines-in-force.ts';
import type { Finding } from './finding.ts';

/** None where the configuration names the translators. */
export async function examinePicks({ chosen, modelsDir, picks }: EnginesInForce, env: ProgramEnv): Promise<readonly Finding[]> {
  if (picks === null) return [];
  const part = 'translators chosen';
  const context = { modelsDir, env, clock: systemClock, log: silentLog, signal: new AbortController().signal };
  try {
    const engines = await tryPicks(chosen, context, { auto: picks, verify: (models) => verifyModels(modelsDir, models) });
    const asked = engines.filter(({ problem }) => problem === undefined);
    const leftOut = engines.filter(({ problem }) => problem !== undefined);
    const named = asked.map((engine) => {
      const facts = [engineRemark(engine), whereItGoes('words', engine)].filter((fact) => fact !== null);
      return `${engine.name}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`;
    });
    const others = leftOut.map(({ name, problem }) => `${name} (${problem})`);
    const detail = [
      named.length === 0 ? 'none' : named.join(', then '),
      ...(others.length === 0 ? [] : [`not asked: ${others.join(', ')}`]),
    ];
    return [{ part, status: leftOut.length > 0 || asked.length === 0 ? 'warning' : 'ok', detail: detail.join('; '), mend: null }];
  } catch (error) {
    return [{ part, status: 'missing', detail: toSubcamError(error).message, mend: 'change that setting' }];
  }
}
