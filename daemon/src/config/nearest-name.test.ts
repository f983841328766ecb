// Names that were probably meant.
import { expect, test } from 'vitest';
import { editDistance } from '../lib/edit-distance.ts';
import { nearestName } from './nearest-name.ts';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['prot', 'port', 1],
  ['ca', 'abc', 3],
])('from "%s" to "%s" there are %d steps', (from, to, steps) => {
  expect(editDistance(from, to)).toBe(steps);
  expect(editDistance(to, from)).toBe(steps);
});

test('the nearest known name is found, whatever its case, and none where all are far away', () => {
  const known = ['maxSessions', 'graceMs', 'maxBacklogMs'];
  expect(nearestName('maxSesions', known)).toBe('maxSessions');
  expect(nearestName('MAXSESSIONS', known)).toBe('maxSessions');
  expect(nearestName('colour', known)).toBeNull();
  expect(nearestName('x', [])).toBeNull();
});
