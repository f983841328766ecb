// Settings as flags: what their help says is what may be typed.
import { expect, it } from 'vitest';
import { DAEMON_ARGS } from './daemon-args.ts';

it('shows the default of a list as it is typed', () => {
  expect(DAEMON_ARGS['translator']?.description).toContain('default bergamot,apertium)');
  expect(Object.values(DAEMON_ARGS).filter(({ description }) => description.includes('default ['))).toEqual([]);
});
