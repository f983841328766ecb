// The archive's public face: what was said, for people: pages, searches, exports, imports, deletion.
export { createDataService, languagesOf, type DataService } from './data-service.ts';
export { NO_BACKUPS, stillOpen, type DeleteOptions } from './data-upkeep.ts';
export { openRetention } from './retention.ts';
export { EXPORT_MEDIA, renderExport } from './render-export.ts';
export { documentOf, readDocumentText, withLanguages } from './session-document.ts';
