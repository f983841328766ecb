// The pipeline's public face: the registry through which captures come in, and what is told to everyone who reads along.
export type { Provisional } from '../audio/index.ts';
export { type Attachment } from './attachment.ts';
export { type PipelineDeps, type PipelineSettings } from './pipeline-deps.ts';
export { openRegistry, type SessionRegistry } from './registry.ts';
export { type CaptureClient, type SessionListener, type SessionMessage } from './session-messages.ts';
