// The glossary over HTTP: seen and changed by who has the token, refused in the glossary's own words.
import { callRoute, changeGlossaryRoute, glossaryRoute, healthRoute, type GlossaryChange } from '@subcam/shared/http';
import { SubcamError } from '@subcam/shared';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Gateway } from '../index.ts';
import { createScriptedRegistry, startTestGateway, TOKEN } from '../testing/test-gateway.ts';

const ROW = { pair: 'en-pt', source: 'standup', target: 'reunião diária', caseSensitive: false };

let gateway: Gateway;
let changes: GlossaryChange[];
let refusal: SubcamError | null;

beforeEach(async () => {
  changes = [];
  refusal = null;
  const glossary = {
    rows: () => [ROW],
    version: () => 'v1',
    change: async (change: GlossaryChange) => {
      if (refusal !== null) throw refusal;
      changes.push(change);
      return { added: 1, replaced: 0, removed: 0, terms: 1, version: 'v2' };
    },
  };
  gateway = await startTestGateway(createScriptedRegistry(), { glossary });
});

afterEach(() => gateway.close());

const address = () => ({ url: `http://127.0.0.1:${gateway.port}`, token: TOKEN });

it('its terms are told, and health says how many there are', async () => {
  expect(await callRoute(address(), glossaryRoute, {})).toEqual({ version: 'v1', terms: [ROW] });
  expect(await callRoute(address(), healthRoute, {})).toMatchObject({ glossary: { terms: 1, version: 'v1' } });
});

it('a change is made as it was asked for, a long one too', async () => {
  const body = {
    put: Array.from({ length: 5_000 }, (_, index) => ({ ...ROW, source: `term ${index}` })),
    remove: [{ pair: 'en-es', source: null }],
  };
  expect(await callRoute(address(), changeGlossaryRoute, { body })).toMatchObject({ added: 1, version: 'v2' });
  expect(changes).toEqual([body]);
});

it('a change that can’t be made is refused in its own words', async () => {
  refusal = new SubcamError('bad-request', 'The term is empty.');
  await expect(callRoute(address(), changeGlossaryRoute, { body: {} })).rejects.toMatchObject({
    code: 'bad-request',
    message: refusal.message,
  });
});

it.each([{ add: [ROW] }, { put: [{ ...ROW, casesensitive: true }] }, { put: [{ source: 'x' }] }, { remove: [{ pair: 'en-pt' }] }, []])(
  'a change of another shape is not answered as made: %j',
  async (body) => {
    await expect(callRoute(address(), changeGlossaryRoute, { body: body as never })).rejects.toMatchObject({ code: 'bad-request' });
    expect(changes).toEqual([]);
  },
);

it('without the token nothing is told or changed', async () => {
  const { url } = address();
  await expect(callRoute({ url }, glossaryRoute, {})).rejects.toMatchObject({ code: 'unauthorized' });
  await expect(callRoute({ url, token: 'wrong' }, changeGlossaryRoute, { body: {} })).rejects.toMatchObject({ code: 'unauthorized' });
  expect(changes).toEqual([]);
});
