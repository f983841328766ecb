// Where what people say is sent, in words.
import { expect, it } from 'vitest';
import { whereItGoes } from './where-it-goes.ts';

it.each([
  ['sound', { leavesMachine: true, sendsTo: 'asr.example:8000' }, 'sound goes to asr.example:8000'],
  ['words', { leavesMachine: true, sendsTo: 'mt.example' }, 'words go to mt.example'],
  ['sound', { leavesMachine: true }, 'sound goes to another machine'],
  ['words', { leavesMachine: false }, null],
] as const)('%s of %j: %s', (given, engine, sentence) => {
  expect(whereItGoes(given, engine)).toBe(sentence);
});
