// Runs tsc (version 7, which is a native program) over every TypeScript project of the workspace; exits 1 if any of them has an error.
import { spawn } from 'node:child_process';

const projects = ['shared', 'daemon', 'extension', 'extension/tsconfig.page.json', 'extension/tsconfig.test.json', 'e2e', 'scripts'];

/**
 * @param {string} project
 * @returns {Promise<number>}
 */
const check = (project) =>
  new Promise((resolve) => {
    const tsc = spawn(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', project, '--pretty', 'false'], { stdio: 'inherit' });
    tsc.once('exit', (code) => resolve(code ?? 1));
  });

const codes = [];
for (let index = 0; index < projects.length; index += 2) {
  codes.push(...(await Promise.all(projects.slice(index, index + 2).map(check))));
}
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
