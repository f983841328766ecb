import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Integration tests that measure a rate, a delay or a share of processor time and would measure their neighbour too: they run one at
 * a time, after all others. Each with what it measures.
 */
const NEEDS_A_QUIET_MACHINE: Readonly<Record<string, string>> = {
  'daemon/src/hostile-answers.integration.test.ts': 'finals within a second while other answers are attacks',
  'e2e/src/bench/floods/floods.integration.test.ts': 'finals within a second while another client floods the daemon',
  'daemon/src/transcribe/live-transcription.integration.test.ts': 'words of every sentence while it is still being said',
  'e2e/mock-meet/mock-meet.integration.test.ts': 'marks of who speaks, which follow the voices within a quarter of a second',
  'extension/src/entrypoints/camera-rate.integration.test.ts': 'frames a second of a tile on which everything changes',
  'extension/src/entrypoints/extension-sound.integration.test.ts':
    'every sample of a tone: Chrome drops sound when it gets no processor in time',
};

for (const file of Object.keys(NEEDS_A_QUIET_MACHINE)) {
  if (!existsSync(path.join(import.meta.dirname, file))) throw new Error(`vitest.config.ts: there is no ${file}; has it been moved?`);
}

/** Property tests, and what else is drawn, take their cases from one seed. */
const setupFiles = ['scripts/set-property-seed.ts'];

const INTEGRATION = '**/*.integration.test.ts';

const integration = {
  environment: 'node',
  setupFiles,
  globalSetup: ['extension/src/testing/built-extension.ts', 'daemon/src/testing/postgres-run.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Of a file whose tests wait for most of their time, and say that they may run side by side.
  maxConcurrency: 3,
  // As for unit tests: a process that has loaded the modules once goes on with the next file.
  isolate: false,
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,daemon,extension}/src/**/*.test.ts', 'e2e/{src,mock-meet,mock-engines}/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [INTEGRATION, '**/node_modules/**'],
          environment: 'node',
          setupFiles,
          globalSetup: 'daemon/src/testing/postgres-run.ts',
          // Vitest's own default leaves a core idle, which on a machine of two is half of it.
          maxWorkers: '100%',
          // Half of the time went into loading the same modules anew for each file; nothing at the top of a module is ever changed.
          isolate: false,
          // A property test of thousands of cases needs more than the default of 5 s where something else takes the processor.
          testTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...integration,
          name: 'integration',
          include: [INTEGRATION],
          exclude: [...Object.keys(NEEDS_A_QUIET_MACHINE), '**/node_modules/**'],
          // A browser, a recogniser, daemons that are killed: each waits for more than half of its time, so that two more than there are
          // cores find room.
          maxWorkers: availableParallelism() + 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...integration,
          name: 'integration-alone',
          include: Object.keys(NEEDS_A_QUIET_MACHINE),
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
