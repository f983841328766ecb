// What was said over HTTP: whatever is asked of the archive, under the contract's addresses.
import {
  dataSearchRoute,
  dataSessionRoute,
  dataSessionSearchRoute,
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
  type QueryOf,
} from '@subcam/shared/http';
import type { SessionRecord } from '@subcam/shared';
import { documentOf, EXPORT_MEDIA, languagesOf, renderExport, withLanguages, type DataService } from '../../archive/index.ts';
import { answered, MediaAnswer, type AnsweredRoute } from './answered-route.ts';

export interface DataDeps {
  readonly data: DataService;
}

export function answerData({ data }: DataDeps): readonly AnsweredRoute[] {
  return [
    answered(dataSessionsRoute, ({ query }) => data.sessions(query)),
    answered(dataSessionRoute, ({ params: { id } }) => data.session(id)),
    answered(dataTranscriptsRoute, ({ params: { id }, query }) => data.transcripts(id, query)),
    answered(dataTranslationsRoute, ({ params: { id }, query }) => data.translations(id, query)),
    answered(dataTimelineRoute, ({ params: { id }, query }) => data.timeline(id, query)),
    answered(dataSpeakersRoute, ({ params: { id } }) => data.speakers(id)),
    answered(dataSpeakerRoute, ({ params: { id, sid }, query }) => data.speaker(id, sid, query)),
    answered(dataStatisticsRoute, ({ params: { id } }) => data.statistics(id)),
    answered(dataSessionSearchRoute, ({ params: { id }, query }) => data.search({ ...query, session: id })),
    answered(dataSearchRoute, ({ query }) => data.search(query)),
    answered(exportSessionRoute, async ({ params: { id }, query }) => exported([await data.record(id)], query, id)),
    answered(exportPersonRoute, async ({ params: { name }, query }) => exported(await data.recordsOfPerson(name), query, 'person')),
    answered(importSessionsRoute, ({ body }) => data.importDocument(body)),
    answered(deleteSessionRoute, ({ params: { id }, query }) => data.deleteSession(id, { end: query.end === 'yes' })),
    answered(deletePersonRoute, ({ params: { name }, query }) => data.deletePerson(name, { end: query.end === 'yes' })),
    answered(deleteAllRoute, ({ query }) => data.deleteAll({ end: query.end === 'yes' })),
  ];
}

function exported(records: readonly SessionRecord[], query: QueryOf<typeof exportSessionRoute>, name: string) {
  const { format = 'json' } = query;
  const languages = languagesOf(query.languages);
  if (format === 'json') return documentOf(languages === null ? records : records.map((record) => withLanguages(record, languages)));
  const text = renderExport(records, { format, languages });
  return new MediaAnswer(EXPORT_MEDIA[format], Buffer.from(text), { 'Content-Disposition': `attachment; filename="${name}.${format}"` });
}
