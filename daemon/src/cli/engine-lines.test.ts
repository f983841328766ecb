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

it('says on what a service runs or why it was chosen, and sends nobody to one that is not asked', () => {
  const { engines } = sampleState();
  const remote = { name: 'service', model: 'large', title: 'A service', leavesMachine: true, sendsTo: 'gpu.example' };
  const chosen = { ...remote, device: 'cuda:0', chosenFor: 'on a GPU (cuda:0), a sentence in 42 ms' };
  const leftOut = { ...remote, name: 'other', sendsTo: 'other.example', problem: 'left out for now: nothing answers' };
  const set = { ...engines, translators: [chosen, { ...remote, device: 'cuda:1' }, leftOut] };
  expect(engineLines(set).join('\n')).toMatch(
    /service large; on a GPU \(cuda:0\), a sentence in 42 ms; words go to gpu\.example$[^]*; on cuda:1; words[^]*other: left out for now: nothing answers$/mu,
  );
  expect(leavingLines(set)).toEqual(['Words go to gpu.example.']);
});
