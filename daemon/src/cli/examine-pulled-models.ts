// The models directory -> a line of `subcam doctor` for each model that was pulled, and for each folder that should be one.
import type { EnginesInForce } from './engines-in-force.ts';
import type { Finding } from './finding.ts';
import { catalogueEngine, examinePulled } from './pulled-in-force.ts';
import type { Terminal } from './terminal.ts';

/** Reads every byte of them, and loads each. Rejects with `storage`. */
export async function examinePulledModels(inForce: EnginesInForce, { tryModel }: Pick<Terminal, 'tryModel'>): Promise<readonly Finding[]> {
  const { name, isInUse, catalogue } = catalogueEngine(inForce);
  const pulled = await examinePulled(inForce.modelsDir, name, { tryModel: tryModel ?? catalogue.tryModel });
  return pulled.map(({ id, folder, model, problem }): Finding => {
    if (problem !== null) return { part: id, status: isInUse ? 'missing' : 'optional', detail: problem, mend: null };
    return { part: id, status: 'ok', detail: `pulled, in ${folder} (${model?.manifest.licence ?? 'licence not known'})`, mend: null };
  });
}
