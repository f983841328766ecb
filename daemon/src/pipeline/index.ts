// The pipeline's public face: the registry through which captures come in, and what happens for everyone who reads along.
export { type CaptureClient, type Happening, type HappeningListener } from './happening.ts';
export { openRegistry, type Attachment, type PipelineSettings, type RegistryDeps, type SessionRegistry } from './registry.ts';
