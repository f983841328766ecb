// The daemon with engines that cost nothing, in a folder of its own, which is named on the command line.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig, startDaemon } from '@subcam/daemon';
import { nullEngines } from './null-engines.ts';
import { serveMeter } from './server-meter.ts';

const [home = ''] = process.argv.slice(2);
const file = path.join(home, 'subcam.json');
// As many streams as one core carries are not to be too many.
const most = 1_000;
await writeFile(file, JSON.stringify({ limits: { maxSessions: most, maxConnections: most, maxConnectionsPerClient: most } }));
const config = await loadConfig({ SUBCAM_HOME: home, SUBCAM_CONFIG: file, SUBCAM_TRANSLATOR: 'none', SUBCAM_LOG: 'error' }, { port: 0 });
const daemon = await startDaemon(config, { engines: nullEngines() });
process.once('disconnect', () => void daemon.close().finally(() => process.exit(0)));
serveMeter({ url: daemon.url, token: daemon.token });
