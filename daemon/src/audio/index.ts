// Audio: what a client sends -> sound in order, with its gaps named.
export { createBacklog, type Backlog } from './backlog.ts';
export {
  openIngest,
  type FullBacklog,
  type Ingest,
  type IngestItem,
  type IngestOptions,
  type MarkReached,
  type Provisional,
} from './ingest.ts';
