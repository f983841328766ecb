// Settings over HTTP: seen and changed by who has the token, refused with what is wrong.
import { SubcamError } from '@subcam/shared';
import { changeConfigRoute, callRoute, configRoute, type SettingRow, type SettingsChange } from '@subcam/shared/http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NO_SETTINGS } from '../../testing/no-settings.ts';
import type { Gateway } from '../index.ts';
import { createScriptedRegistry, startTestGateway, TOKEN } from '../testing/test-gateway.ts';

const ROW: SettingRow = {
  key: 'limits.maxSessions',
  value: 100,
  source: { layer: 'default', name: null },
  description: 'Sessions that may run at once',
  variable: 'SUBCAM_MAX_SESSIONS',
  fixedBy: null,
  live: true,
  secret: false,
};

let gateway: Gateway;
let row: SettingRow;
let changes: SettingsChange[];
let refusal: SubcamError | null;

beforeEach(async () => {
  row = ROW;
  changes = [];
  refusal = null;
  const settings = {
    ...NO_SETTINGS,
    rows: () => [row],
    change: async (change: SettingsChange) => {
      if (refusal !== null) throw refusal;
      changes.push(change);
      row = { ...ROW, value: change.set?.['limits.maxSessions'], source: { layer: 'stored' as const, name: '/d/settings.json' } };
    },
  };
  gateway = await startTestGateway(createScriptedRegistry(), { settings });
});

afterEach(() => gateway.close());

const address = () => ({ url: `http://127.0.0.1:${gateway.port}`, token: TOKEN });

it('every setting is told with where it comes from', async () => {
  expect(await callRoute(address(), configRoute, {})).toEqual({ settings: [ROW] });
});

it('a change is made, and answered with what is in force then', async () => {
  const body = { set: { 'limits.maxSessions': 7 }, unset: ['tile.theme'] };
  expect(await callRoute(address(), changeConfigRoute, { body })).toEqual({ settings: [row] });
  expect(row.value).toBe(7);
  expect(changes).toEqual([body]);
});

it('without the token nothing is told or changed', async () => {
  const { url } = address();
  await expect(callRoute({ url }, configRoute, {})).rejects.toMatchObject({ code: 'unauthorized' });
  await expect(callRoute({ url, token: 'wrong' }, changeConfigRoute, { body: {} })).rejects.toMatchObject({ code: 'unauthorized' });
  expect(changes).toEqual([]);
});

it('a change that can’t be made is a bad request, one that can’t be kept is a failure, each in its own words', async () => {
  const patch = (): Promise<Response> =>
    fetch(`${address().url}/api/config`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ set: { 'limits.maxSesions': 7 } }),
    });
  refusal = new SubcamError('configuration', 'limits.maxSesions is not a setting: did you mean limits.maxSessions?');
  const refused = await patch();
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    error: { code: 'configuration', type: 'configuration', message: refusal.message, retryable: false },
  });
  refusal = new SubcamError('storage', 'The settings can’t be written.');
  const failed = await patch();
  expect(failed.status).toBe(500);
  expect(await failed.json()).toMatchObject({ error: { code: 'storage' } });
});

it('a change under another name than set or unset is refused, not answered as made', async () => {
  const body = { 'limits.maxSessions': 7 } as never;
  await expect(callRoute(address(), changeConfigRoute, { body })).rejects.toMatchObject({ code: 'bad-request' });
  expect(changes).toEqual([]);
});

it('a change that is not sent as JSON is refused with what to send, not answered as none', async () => {
  const { url, token } = address();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' };
  const response = await fetch(`${url}/api/config`, { method: 'PATCH', headers, body: '{"set":{"limits.maxSessions":7}}' });
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining('application/json, not text/plain') as string },
  });
  expect(changes).toEqual([]);
});
