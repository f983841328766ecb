// Refusals without end: what the log holds of them.
import { SubcamError } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { describe, expect, it } from 'vitest';
import { noMetrics, silentLog } from '../telemetry/index.ts';
import { createRefusalLog, REFUSALS_TOLD_EVERY_MS } from './refusal-log.ts';

const wrongToken = new SubcamError('unauthorized', 'The token is wrong.');
const REFUSED = 'A connection is refused.';

function setUp() {
  const clock = createVirtualClock();
  const lines: { readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  const log = Object.assign(Object.create(silentLog) as typeof silentLog, {
    warn: (fields: Record<string, unknown>, message: string) => lines.push({ fields, message }),
  });
  return { clock, lines, refusals: createRefusalLog({ clock, log, metrics: noMetrics }) };
}

describe('the log of refusals', () => {
  it('tells of the first at once, and of those that follow within a minute in one line with their number', async () => {
    const { clock, lines, refusals } = setUp();
    for (let count = 0; count < 100_000; count += 1)
      refusals.note(REFUSED, { address: '127.0.0.1', error: wrongToken, fields: { namespace: '/runner' } });
    expect(lines).toEqual([{ message: REFUSED, fields: { address: '127.0.0.1', error: wrongToken, namespace: '/runner' } }]);
    await clock.advance(REFUSALS_TOLD_EVERY_MS);
    expect(lines.slice(1)).toEqual([{ message: REFUSED, fields: { address: '127.0.0.1', error: wrongToken, times: 99_999 } }]);
    for (let count = 0; count < 5; count += 1) refusals.note(REFUSED, { address: '127.0.0.1', error: wrongToken });
    await clock.advance(REFUSALS_TOLD_EVERY_MS);
    expect(lines.slice(2)).toEqual([{ message: REFUSED, fields: { address: '127.0.0.1', error: wrongToken, times: 5 } }]);
  });

  it('tells those of known clients one by one, as long as they are few, and of all others the ids of their requests', async () => {
    const { clock, lines, refusals } = setUp();
    const badRequest = new SubcamError('bad-request', 'There is no file.');
    for (let count = 0; count < 22; count += 1)
      refusals.note(REFUSED, { address: '127.0.0.1', error: badRequest, correlationId: `known-${count}`, isKnown: true });
    expect(lines).toHaveLength(20);
    expect(lines.map(({ fields }) => fields['correlationId'])).toContain('known-19');
    for (let count = 0; count < 200; count += 1)
      refusals.note(REFUSED, { address: '127.0.0.1', error: wrongToken, correlationId: `stranger-${count}` });
    expect(lines).toHaveLength(21);
    await clock.advance(REFUSALS_TOLD_EVERY_MS);
    expect(lines.slice(21).map(({ fields }) => fields)).toMatchObject([
      { times: 2, correlationIds: ['known-20', 'known-21'] },
      { times: 199, correlationIds: expect.toSatisfy((ids: string[]) => ids.length === 100 && ids[0] === 'stranger-1') as unknown },
    ]);
    refusals.close();
  });

  it('forgets after a minute of quiet, so that the next is told at once', async () => {
    const { clock, lines, refusals } = setUp();
    refusals.note(REFUSED, { address: '127.0.0.1', error: wrongToken });
    await clock.advance(REFUSALS_TOLD_EVERY_MS);
    expect(clock.sleepers).toBe(0);
    refusals.note(REFUSED, { address: '127.0.0.1', error: wrongToken });
    expect(lines).toHaveLength(2);
    refusals.close();
  });

  it('counts other addresses, other errors and other messages apart', () => {
    const { lines, refusals } = setUp();
    const badHello = new SubcamError('bad-request', 'There is no hello.');
    for (let count = 0; count < 3; count += 1) {
      refusals.note(REFUSED, { address: '127.0.0.1', error: wrongToken });
      refusals.note(REFUSED, { address: '127.0.0.2', error: wrongToken });
      refusals.note(REFUSED, { address: '127.0.0.1', error: badHello });
      refusals.note('A request is refused.', { address: '127.0.0.1', error: wrongToken });
    }
    expect(lines).toHaveLength(4);
  });

  it('has a bound for a flood from ever new addresses', async () => {
    const { clock, lines, refusals } = setUp();
    for (let count = 0; count < 10_000; count += 1)
      refusals.note(REFUSED, { address: `127.0.${count >> 8}.${count % 256}`, error: wrongToken });
    expect(lines).toHaveLength(101);
    await clock.advance(REFUSALS_TOLD_EVERY_MS);
    expect(lines).toHaveLength(102);
    expect(lines.at(-1)?.fields).toMatchObject({ address: 'others', times: 9_899 });
    refusals.close();
  });

  it('tells what it has counted when it is closed', () => {
    const { lines, refusals } = setUp();
    for (let count = 0; count < 3; count += 1) refusals.note(REFUSED, { address: '127.0.0.1', error: wrongToken });
    refusals.close();
    expect(lines.at(-1)?.fields).toMatchObject({ times: 2 });
  });
});
