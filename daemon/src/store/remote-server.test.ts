// Who runs a daemon is told when what was said is kept on another machine, without the password.
import { expect, it } from 'vitest';
import { remoteServerOf } from './remote-server.ts';

it.each([
  ['postgres://u:secret@db.example/meetings', 'db.example'],
  ['postgres://u:secret@db.example:6432/meetings?sslmode=require', 'db.example:6432'],
  ['postgresql://10.0.0.7/meetings', '10.0.0.7'],
  ['postgres://u@localhost/meetings?host=db.example', 'db.example'],
  ['postgres://u:secret@localhost/meetings', null],
  ['postgres://127.0.0.1:5433/meetings', null],
  ['postgres://[::1]/meetings', null],
  ['postgres://u@db.example/meetings?host=%2Fvar%2Frun%2Fpostgresql', null],
])('%s', (url, host) => {
  expect(remoteServerOf(url)).toBe(host);
});
