// subcam models rm: models that are named, by id or by pair, removed from the models directory.
import { SubcamError, systemClock } from '@subcam/shared';
import { allModels } from '../engines.ts';
import { pairName, removeModels, removePulledModels } from '../models/index.ts';
import type { EnginesInForce } from './engines-in-force.ts';
import { namedModels } from './named-models.ts';
import type { Output } from './pull-models.ts';
import { catalogueEngine, examinePulled, isNamed } from './pulled-in-force.ts';
import { interruption } from './terminal.ts';

/** Removes all that are named, or none where a name stands for nothing (`configuration`). Resolves with the exit code. */
export async function removeNamed(names: readonly string[], inForce: EnginesInForce, { json, terminal, dir }: Output): Promise<number> {
  if (names.length === 0) throw new SubcamError('configuration', 'Say which models to remove: their ids are in "subcam models".');
  using stop = interruption();
  const engine = catalogueEngine(inForce);
  const there = await examinePulled(dir, engine.name);
  const removed = new Map<string, string>();
  const declared = namedModels().filter(({ id }) => names.includes(id));
  for (const name of names) {
    const pulled = there.filter((finding) => isNamed(name, finding, engine.name) && name !== engine.name);
    for (const { id, folder } of pulled) removed.set(id, folder);
    if (pulled.length > 0 || declared.some(({ id }) => id === name)) continue;
    const packaged = engine.catalogue.packaged.find((pair) => pairName(pair).toLowerCase() === name.toLowerCase())?.model;
    const known = [...there.map(({ id }) => id), ...allModels().map(({ id }) => id)];
    const problem =
      packaged === undefined
        ? `There is no model "${name}"; there is: ${known.join(', ')}.`
        : `No model for "${name}" was pulled; what comes from a package for it is part of ${packaged.id}.`;
    throw new SubcamError('configuration', problem);
  }
  const work = { signal: stop.signal, clock: systemClock, onWait: (message: string) => terminal.say(message) };
  await removePulledModels(dir, [...removed.values()], work);
  await removeModels(dir, declared, work);
  const ids = [...removed.keys(), ...declared.map(({ id }) => id)];
  terminal.out(json ? JSON.stringify({ dir, removed: ids }) : `Removed ${ids.join(', ')} from ${dir}.`);
  return 0;
}
