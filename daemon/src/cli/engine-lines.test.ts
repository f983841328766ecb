// What whoever starts a daemon is told of its engines.
import { expect, it } from 'vitest';
import { sampleState } from '@subcam/shared/testing';
import { engineLines } from './engine-lines.ts';

it('says which translator there is, or that there is none', () => {
  const { engines } = sampleState();
  expect(engineLines(engines).join('\n')).toMatch(/^ {2}translation +apertium /mu);
  expect(engineLines({ ...engines, translator: null, translators: [] }).join('\n')).toMatch(/^ {2}translation +none$/mu);
});
