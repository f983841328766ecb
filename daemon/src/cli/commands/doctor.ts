// subcam doctor: what is there, what is missing, and the command that mends it.
import { access } from 'node:fs/promises';
import path from 'node:path';
import { toSubcamError } from '@subcam/shared';
import { loadConfig } from '../../config.ts';
import { PROGRAM_NEEDS } from '../../lib/programs.ts';
import type { ProgramEnv } from '../../lib/programs.ts';
import { MODELS, defaultModelsDir, inspectModels } from '../../models/index.ts';
import { daemonAnswers } from '../client.ts';
import { command } from '../command.ts';
import { tableLines } from '../terminal.ts';
import { worst } from './models.ts';

export interface Finding {
  readonly part: string;
  /** `optional`: missing, and only the tests need it. `info`: neither good nor bad. */
  readonly status: 'ok' | 'missing' | 'optional' | 'info';
  /** What was found, or what it is for. */
  readonly detail: string;
  /** The command that mends it; null where nothing has to be mended. */
  readonly mend: string | null;
}

const EXTENSION_MANIFEST = path.join(import.meta.dirname, '..', '..', '..', '..', 'extension', 'dist', 'manifest.json');

/** Native modules of the daemon: loading them here, one by one, says which of them can't be loaded on this machine. */
const NATIVE_MODULES = ['better-sqlite3', 'sherpa-onnx-node', 'onnxruntime-node'];

export const doctor = command({
  name: 'doctor',
  description: 'Say what is there and what is missing, with the command that mends it',
  args: { json: { type: 'boolean', description: 'Print JSON' } },
  notes: 'Exits with 1 if something is missing.',
  run: async (args, terminal) => {
    const findings = await examine(terminal.env);
    const ok = findings.every((finding) => finding.status !== 'missing');
    if (args.json === true) terminal.out(JSON.stringify({ ok, findings }));
    else {
      const rows = findings.map((finding) => [
        finding.part,
        finding.status,
        finding.mend === null ? finding.detail : `${finding.detail}; ${finding.mend}`,
      ]);
      for (const line of tableLines(rows)) terminal.out(line);
    }
    return ok ? 0 : 1;
  },
});

/** Everything that a run needs, in the order in which it needs it. */
export async function examine(env: ProgramEnv): Promise<readonly Finding[]> {
  return [
    { part: 'node', status: 'ok', detail: process.version, mend: null },
    ...(await Promise.all(NATIVE_MODULES.map(examineModule))),
    ...(await Promise.all(PROGRAM_NEEDS.map((need) => examineProgram(need, env)))),
    ...(await examineModels(env)),
    await examineExtension(),
    await examineDaemon(env),
  ];
}

async function examineModule(name: string): Promise<Finding> {
  try {
    await import(name);
    return { part: name, status: 'ok', detail: 'can be loaded', mend: null };
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    return { part: name, status: 'missing', detail: `can't be loaded (${reason})`, mend: 'npm run setup' };
  }
}

async function examineProgram(need: (typeof PROGRAM_NEEDS)[number], env: ProgramEnv): Promise<Finding> {
  const found = await need.find(env);
  if (found !== null) return { part: need.name, status: 'ok', detail: found, mend: null };
  return {
    part: need.name,
    status: need.purpose === 'tests' ? 'optional' : 'missing',
    detail: need.usedFor,
    mend: process.platform === 'linux' ? `apt-get install -y ${need.debianPackages.join(' ')} (or: ${need.otherwise})` : need.otherwise,
  };
}

async function examineModels(env: ProgramEnv): Promise<readonly Finding[]> {
  const dir = defaultModelsDir(env);
  const files = await inspectModels(dir);
  return MODELS.map((model) => {
    const status = worst(files, model.id);
    return status === 'ok'
      ? { part: model.id, status, detail: dir, mend: null }
      : {
          part: model.id,
          status: 'missing',
          detail: status === 'corrupt' ? `damaged in ${dir}` : model.title,
          mend: 'npm run subcam -- models install',
        };
  });
}

async function examineExtension(): Promise<Finding> {
  try {
    await access(EXTENSION_MANIFEST);
    return { part: 'extension', status: 'ok', detail: path.dirname(EXTENSION_MANIFEST), mend: null };
  } catch {
    return { part: 'extension', status: 'missing', detail: 'not built yet', mend: 'npm run setup' };
  }
}

async function examineDaemon(env: ProgramEnv): Promise<Finding> {
  try {
    const { port } = loadConfig(env);
    const url = `http://127.0.0.1:${port}`;
    const detail = (await daemonAnswers(url)) ? `runs on ${url}` : `none runs on ${url}`;
    return { part: 'daemon', status: 'info', detail, mend: null };
  } catch (error) {
    return { part: 'daemon', status: 'missing', detail: toSubcamError(error).message, mend: 'change that setting' };
  }
}
