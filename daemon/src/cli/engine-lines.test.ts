// What whoever starts a daemon is told of its engines.
import { expect, it } from 'vitest';
import { sampleState } from '@subcam/shared/testing';
import { engineLines, leavingLines } from './engine-lines.ts';

it('says which translator there is, or that there is none, and which engine reads what is still being said', () => {
  const { engines } = sampleState();
  expect(engineLines(engines).join('\n')).toMatch(/^ {2}translation +apertium /mu);
  expect(engineLines(engines).join('\n')).not.toContain('while spoken');
  const sttPartials = { name: 'moonshine', model: 'tiny', title: 'Moonshine', leavesMachine: false };
  expect(engineLines({ ...engines, sttPartials }).join('\n')).toMatch(/^ {2}while spoken +moonshine tiny/mu);
  expect(engineLines({ ...engines, translator: null, translators: [] }).join('\n')).toMatch(/^ {2}translation +none$/mu);
});

it('says to whom sound and words go, in the line of each engine and by itself, once for each host', () => {
  const { engines } = sampleState();
  const remote = { name: 'service', model: 'large', title: 'A service', leavesMachine: true, sendsTo: 'gpu.example' };
  const away = { ...engines, stt: remote, translators: [remote, ...engines.translators, remote] };
  expect(engineLines(away).join('\n')).toMatch(/service large; sound goes to gpu\.example$[^]*service large; words go to gpu\.example$/mu);
  expect(leavingLines(away)).toEqual(['Sound goes to gpu.example.', 'Words go to gpu.example.']);
  expect(leavingLines(engines)).toEqual([]);
  expect(engineLines(engines).join('\n')).not.toMatch(/ go(?:es)? to /u);
});
