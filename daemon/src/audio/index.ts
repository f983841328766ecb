// Audio: what a client sends -> sound in order, with its gaps named.
export { openIngest, type Ingest, type IngestItem, type IngestOptions } from './ingest.ts';
