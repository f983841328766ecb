// What was said over HTTP: every route of it, against a store with a meeting in it; anything that people type is answered or refused.
import {
  callRoute,
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
  ROUTES,
} from '@subcam/shared/http';
import type { Store } from '@subcam/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDataService, NO_BACKUPS } from '../../archive/index.ts';
import { openStore } from '../../store/index.ts';
import { BEGAN_AT_MS, writeTalk } from '../../testing/stored-talk.ts';
import type { Gateway } from '../index.ts';
import { askGateway } from '../testing/ask-gateway.ts';
import { createScriptedRegistry, startTestGateway, TOKEN } from '../testing/test-gateway.ts';

let store: Store;
let gateway: Gateway;

beforeAll(async () => {
  store = await openStore({ file: null });
  gateway = await startTestGateway(createScriptedRegistry(), { data: createDataService({ store, backups: NO_BACKUPS }) });
  await writeTalk(store, { sessionId: 'talk' });
});

afterAll(async () => {
  await gateway.close();
  await store.close();
});

const address = () => ({ url: `http://127.0.0.1:${gateway.port}`, token: TOKEN });
const params = { id: 'talk' };

function get(path: string): Promise<Response> {
  return fetch(`${address().url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
}

it('a session is listed, told, and counted', async () => {
  const { sessions, next_cursor } = await callRoute(address(), dataSessionsRoute, {
    query: { meeting: 'abc', language: 'pt', since: BEGAN_AT_MS / 1000 },
  });
  expect(next_cursor).toBeNull();
  expect(sessions).toEqual([
    {
      session_id: 'talk',
      title: 'meet.google.com/abc-defg-hij',
      meeting_url: 'https://meet.google.com/abc-defg-hij',
      client: 'extension 0.1.0',
      source_language: 'auto',
      spoken_languages: ['en', 'es'],
      target_languages: ['pt'],
      is_two_way: false,
      opened_timestamp: BEGAN_AT_MS / 1000,
      closed_timestamp: BEGAN_AT_MS / 1000 + 75 * 60,
      last_words_timestamp: BEGAN_AT_MS / 1000 + 0.5 + 3_726.7,
      transcripts: 3,
      words: 15,
      speech_seconds: 5.1,
    },
  ]);
  expect(await callRoute(address(), dataSessionRoute, { params })).toEqual(sessions[0]);
  expect((await callRoute(address(), dataSessionsRoute, { query: { until: BEGAN_AT_MS / 1000 } })).sessions).toEqual([]);
  expect(await callRoute(address(), dataStatisticsRoute, { params })).toMatchObject({
    transcripts: 3,
    translations_done: 3,
    gap_seconds: 1,
    translations: [{ target_language: 'pt', done: 3, delay_seconds: 0.5 }],
    attribution: { spans: 3, named: 3 },
  });
});

it('its words are told by time, language and speaker, with their translations', async () => {
  const first = {
    transcript_id: 1,
    correlation_id: 'talk-tab:16000',
    speaker_id: 'SPEAKER_00',
    speaker_name: 'Ana Silva',
    text: 'Shall we begin with the annual report?',
    language: 'en',
    start_timestamp: BEGAN_AT_MS / 1000 + 1.5,
    end_timestamp: BEGAN_AT_MS / 1000 + 3.2,
    confidence: 0.75,
    correlation_confidence: 1,
  };
  expect((await callRoute(address(), dataTranscriptsRoute, { params, query: { limit: 1 } })).transcripts).toEqual([first]);
  const { timeline } = await callRoute(address(), dataTimelineRoute, { params, query: {} });
  expect(timeline).toHaveLength(3);
  expect(timeline[0]).toEqual({ ...first, translations: { pt: 'Começamos com o relatório anual?' } });
  const texts = async (query: object) =>
    (await callRoute(address(), dataTimelineRoute, { params, query })).timeline.map(({ text }) => text);
  expect(await texts({ language: 'es' })).toEqual(['Sí, claro: el informe está listo.']);
  expect(await texts({ speaker: 'SPEAKER_00', from: BEGAN_AT_MS / 1000 + 2 })).toEqual(['Thank you.']);
  expect(await texts({ to: BEGAN_AT_MS / 1000 + 2 })).toEqual([first.text]);
  const { translations } = await callRoute(address(), dataTranslationsRoute, { params, query: { language: 'pt' } });
  expect(translations[1]).toMatchObject({
    translated_text: 'Sim, claro: o relatório está pronto.',
    source_language: 'es',
    target_language: 'pt',
    original_text: 'Sí, claro: el informe está listo.',
  });
  expect((await callRoute(address(), dataTranslationsRoute, { params, query: { language: 'fr' } })).translations).toEqual([]);
  const { speakers } = await callRoute(address(), dataSpeakersRoute, { params });
  expect(speakers.map(({ speaker_name, transcripts }) => [speaker_name, transcripts])).toEqual([
    ['Ana Silva', 2],
    ['Ben', 1],
  ]);
  const ben = await callRoute(address(), dataSpeakerRoute, { params: { ...params, sid: 'SPEAKER_01' }, query: {} });
  expect([ben.speaker.speaker_name, ben.timeline.length]).toEqual(['Ben', 1]);
});

it('words are found, and where they are', async () => {
  const { hits } = await callRoute(address(), dataSearchRoute, { query: { q: 'RELATORIO', speaker: 'ben' } });
  expect(hits).toMatchObject([{ session_id: 'talk', language: 'pt', is_original_transcription: false, snippet: { marks: [[14, 23]] } }]);
  expect((await callRoute(address(), dataSessionSearchRoute, { params, query: { q: '"annual report"' } })).hits).toHaveLength(1);
  expect((await callRoute(address(), dataSearchRoute, { query: { q: 'report', session: 'talk', language: 'pt' } })).hits).toEqual([]);
});

it.each([
  "'; drop table transcripts; --",
  '"unclosed',
  'a OR b',
  'NEAR(a b)',
  '100%',
  '%',
  '\0',
  '',
  '🙂',
  '\ud800',
  'w'.repeat(10_000),
  '{}:^*()&|!\\',
])('anything that is looked for (%#) is answered, or refused as a bad request', async (q) => {
  for (const path of ['/api/data/search', '/api/data/sessions/talk/search']) {
    const response = await get(`${path}?q=${encodeURIComponent(q.toWellFormed())}`);
    expect([200, 400]).toContain(response.status);
    const body = (await response.json()) as { readonly error?: { readonly code: string } };
    expect(body.error?.code ?? 'bad-request').toBe('bad-request');
    expect(JSON.stringify(body)).not.toMatch(/sqlite|fts5|syntax/iu);
  }
});

it.each([
  '/api/data/sessions?limit=0',
  '/api/data/sessions?limit=x',
  '/api/data/sessions?limit=100000',
  '/api/data/sessions?cursor=zzz',
  '/api/data/sessions?since=yesterday',
  '/api/data/sessions?language=%25',
  '/api/data/sessions/talk/timeline?limit=1e9',
  '/api/data/sessions/talk/timeline?cursor=',
  '/api/data/sessions/..%2F..%2Fetc/timeline',
  '/api/data/sessions/talk/export?format=pdf',
  '/api/data/sessions/talk/export?languages=english!',
  '/api/data/search',
])('%s is refused as a bad request', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: 'bad-request' } });
});

it.each(['/api/data/sessions/nothing/timeline', '/api/data/search?q=word&session=nothing'])(
  'a session that is not stored is 404, as the document says, and where those are that are: %s',
  async (path) => {
    const { status, json } = await askGateway(gateway.port, path, { headers: { Authorization: `Bearer ${TOKEN}` } });
    expect(status).toBe(404);
    expect(json).toMatchObject({ error: { code: 'session-unknown', message: expect.stringContaining('sessions list') as string } });
  },
);

it('an export is a file of its kind, or the document', async () => {
  for (const [format, type, beginning] of [
    ['srt', 'application/x-subrip', '1\n00:00:01,000'],
    ['vtt', 'text/vtt; charset=utf-8', 'WEBVTT'],
    ['txt', 'text/plain; charset=utf-8', 'meet.google.com'],
    ['md', 'text/markdown; charset=utf-8', '# meet'],
  ] as const) {
    const response = await get(`/api/data/sessions/talk/export?format=${format}&languages=en,pt`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="talk.${format}"`);
    expect((await response.text()).startsWith(beginning)).toBe(true);
  }
  const document = await callRoute(address(), exportSessionRoute, { params });
  expect(document.sessions[0]?.finals).toHaveLength(3);
  const ofBen = await callRoute(address(), exportPersonRoute, { params: { name: 'BEN' } });
  expect(ofBen.sessions[0]?.finals.map(({ speaker }) => speaker.displayName)).toEqual(['Ben']);
});

it('a session is deleted, and taken back as it was', async () => {
  await writeTalk(store, { sessionId: 'other', said: [] });
  await writeTalk(store, { sessionId: 'open', isOpen: true });
  const document = await callRoute(address(), exportSessionRoute, { params });
  expect(await callRoute(address(), deleteSessionRoute, { params })).toEqual({ sessions: 1, transcripts: 3, translations: 3 });
  await expect(callRoute(address(), deleteSessionRoute, { params })).rejects.toMatchObject({ code: 'session-unknown' });
  await expect(callRoute(address(), deleteSessionRoute, { params: { id: 'open' } })).rejects.toMatchObject({ code: 'bad-request' });
  expect(await callRoute(address(), importSessionsRoute, { body: document })).toEqual({ imported: ['talk'], there_already: [] });
  expect(await callRoute(address(), exportSessionRoute, { params })).toEqual(document);
  await expect(callRoute(address(), importSessionsRoute, { body: { ...document, version: 2 } as never })).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('update Subcam') as string,
  });
  await expect(callRoute(address(), deletePersonRoute, { params: { name: 'ben' } })).rejects.toMatchObject({ code: 'bad-request' });
  const ending = { query: { end: 'yes' } } as const;
  expect(await callRoute(address(), deletePersonRoute, { params: { name: 'ben' }, ...ending })).toMatchObject({
    sessions: 2,
    transcripts: 2,
  });
  await writeTalk(store, { sessionId: 'open-too', isOpen: true });
  expect(await callRoute(address(), deleteSessionRoute, { params: { id: 'open-too' }, ...ending })).toMatchObject({ sessions: 1 });
  await writeTalk(store, { sessionId: 'left', isOpen: true });
  expect((await get('/api/data/people/x/../../sessions')).status).toBe(200);
  expect(
    (await fetch(`${address().url}/api/data/sessions`, { method: 'DELETE', headers: { authorization: `Bearer ${TOKEN}` } })).status,
  ).toBe(400);
  expect(await callRoute(address(), deleteAllRoute, { query: { all: 'yes' } })).toMatchObject({ sessions: 3, left_open: 1 });
  expect(await callRoute(address(), deleteAllRoute, { query: { all: 'yes', end: 'yes' } })).toMatchObject({ sessions: 1, left_open: 0 });
  await writeTalk(store, { sessionId: 'talk' });
});

it('nothing of it is told or done without the token', async () => {
  const routes = ROUTES.filter(({ resource }) => resource === 'data');
  expect(routes).toHaveLength(16);
  for (const { method, path } of routes) {
    const url = `${address().url}${path.replaceAll(/\{\w+\}/gu, 'talk')}?all=yes&q=report`;
    for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
      const response = await fetch(url, { method, headers });
      expect([method, path, response.status]).toEqual([method, path, 401]);
    }
  }
  expect((await callRoute(address(), dataSessionsRoute, { query: {} })).sessions).toHaveLength(1);
});
