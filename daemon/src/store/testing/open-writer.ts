// A program for the test of programs that come at once: opens the store when its standard input ends, and says that it could.
import { text } from 'node:stream/consumers';
import { SubcamError } from '@subcam/shared';
import { openStore } from '../open-store.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new SubcamError('bad-request', 'Usage: open-writer.ts FILE');

process.stdout.write('ready\n');
await text(process.stdin);
const store = await openStore({ file });
await store.openSessions();
await store.close();
process.stdout.write('opened\n');
