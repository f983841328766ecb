// Published packages and lists -> the files of models, every byte of which was checked.
export { defaultModelsDir } from '../lib/models-dir.ts';
export { chooseModel, isOnChannel } from './choose-models.ts';
export { installModels } from './install.ts';
export type { InstallOptions, InstallProgress } from './install.ts';
export { listPullableModels } from './offered-models.ts';
export type { PullableModels } from './offered-models.ts';
export { pairName } from './pullable-model.ts';
export type { PullableModel } from './pullable-model.ts';
export { pullModels, removePulledModels } from './pull.ts';
export type { PulledOutcome, WantedModel } from './pull.ts';
export { modelRegistries } from './registries.ts';
export type { ModelRegistries } from './registries.ts';
export { removeModels } from './remove-models.ts';
export { hasAnyFile, inspectModels, verifyModels } from './verify.ts';
export type { ModelFileState } from './verify.ts';
