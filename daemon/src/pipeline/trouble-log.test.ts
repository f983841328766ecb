// The log of engines in trouble: each trouble once, however often it comes and goes.
import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock, sampleTrouble, type VirtualClock } from '@subcam/shared/testing';
import { createLog } from '../telemetry/index.ts';
import { createTroubleLog, SAME_TROUBLE_MS, type TroubleLog } from './trouble-log.ts';

const WELL = { recogniser: null, translator: null };
const TROUBLED = { ...WELL, recogniser: sampleTrouble() };

let clock: VirtualClock;
let lines: string[];
let troubles: TroubleLog;

beforeEach(() => {
  clock = createVirtualClock();
  lines = [];
  const write = (line: string): void => {
    const { msg, part } = JSON.parse(line) as { msg: string; part: string };
    lines.push(`${part}: ${msg}`);
  };
  troubles = createTroubleLog({ sessionId: 's', clock, log: createLog({ level: 'info', destination: { write } }) });
});

describe('the log of a session', () => {
  it('has each trouble once, and its end, whatever else the states say', () => {
    for (const state of [WELL, TROUBLED, TROUBLED, { ...TROUBLED, translator: sampleTrouble() }, TROUBLED, WELL, WELL])
      troubles.tell(state);
    expect(lines).toEqual([
      'recogniser: An engine does not do its work.',
      'translator: An engine does not do its work.',
      'translator: The engine works again.',
      'recogniser: The engine works again.',
    ]);
  });

  it('says of an engine that does not keep up that what is said is read late, not that it does not work', () => {
    const late = { ...WELL, recogniser: sampleTrouble({ code: 'overloaded' }) };
    for (const state of [late, late, WELL]) troubles.tell(state);
    expect(lines).toEqual(['recogniser: What is said is read late.', 'recogniser: What is said is read in time again.']);
  });

  it('is not filled by an engine that is a little too slow again and again, and has the trouble that comes later', async () => {
    for (let segment = 0; segment < 10; segment += 1) {
      troubles.tell(TROUBLED);
      await clock.advance(1_000);
      troubles.tell(WELL);
      await clock.advance(1_000);
    }
    expect(lines).toEqual(['recogniser: An engine does not do its work.', 'recogniser: The engine works again.']);
    await clock.advance(SAME_TROUBLE_MS);
    troubles.tell(TROUBLED);
    expect(lines).toHaveLength(3);
  });
});
