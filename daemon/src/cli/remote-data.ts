// A running daemon -> what was said, as it tells it under /api/data.
import {
  callRoute,
  dataSearchRoute,
  dataSessionRoute,
  dataSessionsRoute,
  dataSpeakerRoute,
  dataSpeakersRoute,
  dataStatisticsRoute,
  dataTimelineRoute,
  dataTranscriptsRoute,
  dataTranslationsRoute,
  deleteAllRoute,
  deletePersonRoute,
  deleteSessionRoute,
  exportPersonRoute,
  exportSessionRoute,
  importSessionsRoute,
  type RouteDefinition,
  type RouteInput,
  type SessionDocument,
} from '@subcam/shared/http';
import { SubcamError } from '@subcam/shared';
import type { DataService, DeleteOptions } from '../archive/index.ts';
import type { DaemonAddress } from './client.ts';

/** A long meeting is read, written or erased in less. */
const DEADLINE_MS = 300_000;

function ending({ end = false }: DeleteOptions = {}): { readonly end?: 'yes' } {
  return end ? { end: 'yes' } : {};
}

/** Rejects as `callRoute` does. */
export function remoteData(daemon: DaemonAddress): DataService {
  const address = { url: daemon.url, token: daemon.token, deadlineMs: DEADLINE_MS };
  const call = <const Route extends RouteDefinition>(route: Route, input: RouteInput<Route>) => callRoute(address, route, input);
  return {
    sessions: (query) => call(dataSessionsRoute, { query }),
    session: (id) => call(dataSessionRoute, { params: { id } }),
    transcripts: (id, query) => call(dataTranscriptsRoute, { params: { id }, query }),
    translations: (id, query) => call(dataTranslationsRoute, { params: { id }, query }),
    timeline: (id, query) => call(dataTimelineRoute, { params: { id }, query }),
    speakers: (id) => call(dataSpeakersRoute, { params: { id } }),
    speaker: (id, sid, { limit, cursor }) => call(dataSpeakerRoute, { params: { id, sid }, query: { limit, cursor } }),
    statistics: (id) => call(dataStatisticsRoute, { params: { id } }),
    search: (query) => call(dataSearchRoute, { query }),
    record: async (id) => {
      const [record] = (await call(exportSessionRoute, { params: { id } })).sessions;
      if (record === undefined) throw new SubcamError('session-unknown', `No session ${id} is stored.`);
      return record;
    },
    recordsOfPerson: async (name) => (await call(exportPersonRoute, { params: { name } })).sessions,
    importDocument: (document) => call(importSessionsRoute, { body: document as SessionDocument }),
    deleteSession: (id, options) => call(deleteSessionRoute, { params: { id }, query: ending(options) }),
    deletePerson: (name, options) => call(deletePersonRoute, { params: { name }, query: ending(options) }),
    deleteAll: (options) => call(deleteAllRoute, { query: { all: 'yes', ...ending(options) } }),
  };
}
