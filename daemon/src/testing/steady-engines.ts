// What is told of engines that stay as they are, for a pipeline of a test.
import type { EngineSet } from '@subcam/shared';
import type { PipelineDeps } from '../pipeline/index.ts';

export function steadyEngines(engines: EngineSet): PipelineDeps['engines'] {
  return {
    inUse: () => engines,
    routes: (directions) =>
      directions.flatMap((direction) =>
        engines.translator === null ? [] : [{ ...direction, engines: [engines.translator], via: null, instead: null }],
      ),
    onRoute: () => () => undefined,
  };
}
