// The schema's leaves as settings: their keys, variables and flags.
import { SubcamError } from '@subcam/shared';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { configurationOf } from './configuration.ts';
import { CONFIGURATION } from './index.ts';
import { defaultOf, settingsOf } from './setting.ts';
import { SAMPLE_ENGINES } from '../testing/configurable-engines.ts';

test('a variable is derived from the key, unless the schema names another', () => {
  const variables = new Map(configurationOf(SAMPLE_ENGINES).settings.map(({ key, variable }) => [key, variable]));
  expect(variables.get('engines.stt.cloud.apiKey')).toBe('SUBCAM_ENGINES_STT_CLOUD_API_KEY');
  expect(variables.get('engines.stt.cloud.retry.isPatient')).toBe('SUBCAM_ENGINES_STT_CLOUD_RETRY_IS_PATIENT');
  expect(variables.get('limits.maxSessions')).toBe('SUBCAM_MAX_SESSIONS');
});

test('engines of two kinds may share a name', () => {
  const keys = configurationOf(SAMPLE_ENGINES).settings.map(({ key }) => key);
  expect(keys).toContain('engines.translator.cloud.url');
  expect(keys).toContain('engines.stt.cloud.models');
});

test('an object that may be null is one setting', () => {
  expect(CONFIGURATION.settings.map(({ key }) => key).filter((key) => key.startsWith('tile.colours'))).toEqual(['tile.colours']);
});

test('two settings with one name are refused', () => {
  const leaf = (flag: string) => z.string().default('').meta({ description: 'x', flag });
  expect(() => settingsOf(z.object({ a: leaf('same'), b: leaf('same') }))).toThrow(SubcamError);
  expect(() => settingsOf(z.object({ a: leaf('one'), b: leaf('other') }))).not.toThrow();
});

test('every setting of the product has a description and a default that its own schema takes', () => {
  for (const setting of CONFIGURATION.settings) {
    expect(setting.description, setting.key).not.toBe('');
    expect(z.safeParse(setting.schema, defaultOf(setting)).success, setting.key).toBe(true);
  }
});

test('every variable and flag of old is still one', () => {
  const byVariable = new Map(CONFIGURATION.settings.map((setting) => [setting.variable, setting.flag]));
  expect(Object.fromEntries(byVariable)).toMatchObject({
    SUBCAM_PORT: 'port',
    SUBCAM_HOME: 'data-dir',
    SUBCAM_MODELS: 'models-dir',
    SUBCAM_STT: 'stt',
    SUBCAM_WHISPER_URL: 'whisper-url',
    SUBCAM_STT_WORKERS: 'stt-workers',
    SUBCAM_TRANSLATOR: 'translator',
    SUBCAM_TRANSLATION_URL: 'translation-url',
    SUBCAM_MAX_SESSIONS: null,
    SUBCAM_GRACE_MS: null,
    SUBCAM_MAX_BACKLOG_MS: null,
    SUBCAM_TRANSLATION_DEADLINE_MS: null,
    SUBCAM_LOG: 'log-level',
  });
});
