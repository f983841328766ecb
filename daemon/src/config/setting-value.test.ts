// Values: what a text means, and what is said of one that makes no sense.
import { describe, expect, it } from 'vitest';
import { configurationOf } from './configuration.ts';
import { findSetting } from './document.ts';
import { checkValue, HIDDEN, shownValue, valueOfText } from './setting-value.ts';
import { SAMPLE_ENGINES } from '../testing/configurable-engines.ts';

const { settings } = configurationOf(SAMPLE_ENGINES);
const setting = (key: string) => findSetting(key, settings);

describe('a text', () => {
  it.each([
    ['port', '8080', 8080],
    ['port', '3e3', '3e3'],
    ['tile.backgroundOpacity', '0.25', 0.25],
    ['tile.showTimestamps', 'true', true],
    ['tile.showTimestamps', 'yes', 'yes'],
    ['modelsDir', 'null', 'null'],
    ['tile.colours', 'null', null],
    ['tile.colours', '{"text":"#ffffff"}', { text: '#ffffff' }],
    ['engines.stt.cloud.models', 'large, small,,', ['large', 'small']],
    ['engines.stt.cloud.models', '["a,b", "c"]', ['a,b', 'c']],
    ['engines.stt.cloud.models', '[broken', '[broken'],
    ['engines.stt.cloud.ports', '80,443', [80, 443]],
  ] as [string, string, unknown][])('for %s that is "%s" means %j', (key, text, value) => {
    expect(valueOfText(text, setting(key).schema)).toEqual(value);
  });
});

describe('a value that makes no sense', () => {
  it.each([
    ['port', 70_000, 'must be a whole number from 0 to 65535'],
    ['tile.backgroundOpacity', 2, 'must be a number from 0 to 1'],
    ['tile.showTimestamps', 'yes', 'must be true or false'],
    ['tile.theme', 'drak', 'must be dark, light, high_contrast, minimal, corporate or custom'],
    ['stt.engine', 'clod', 'must be cloud or local'],
    ['translator.engines', ['x'], 'must be a list of values that are each cloud, none or auto'],
    ['translator.engines', ['cloud', 'none'], 'must name each engine once, or none or auto alone'],
    ['engines.translator.cloud.url', 'ftp://host', 'must be an address such as http://127.0.0.1:7'],
    ['engines.stt.cloud.ports', [80, 0], 'must be a list of values that are each a whole number from 1 to 65535'],
    ['engines.stt.cloud.models', '[broken', 'must be a list of values that are each a text'],
  ] as [string, unknown, string][])('of %s is told what it may be', (key, value, problem) => {
    expect(checkValue(setting(key), value)).toEqual({ ok: false, problem });
  });
});

it('a secret is hidden, and nothing else is', () => {
  expect(shownValue(setting('engines.stt.cloud.apiKey'), 'k-1')).toBe(HIDDEN);
  expect(shownValue(setting('engines.stt.cloud.keys'), ['k-1'])).toBe(HIDDEN);
  // That there is none is no secret.
  expect(shownValue(setting('engines.stt.cloud.apiKey'), '')).toBe('');
  expect(shownValue(setting('engines.stt.cloud.models'), ['small'])).toEqual(['small']);
});
