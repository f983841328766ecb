// Vitest's set-up for each test file: all its property tests take their cases from the seed of the run.
import { configureGlobal } from 'fast-check';
import { propertySeed } from './property-seed.ts';

configureGlobal({ seed: propertySeed(process.env) });
