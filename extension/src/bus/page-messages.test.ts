import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared/paint';
import { readShape } from '@subcam/shared/shape';
import { nearlyValuesOf, sampleCue } from '@subcam/shared/testing';
import { schemaOf } from '@subcam/shared/wire';
import { toCameraShape, type ToCamera } from './page-messages.ts';

const CUE = sampleCue({ status: 'partial', confidence: 0.5 });

const readToCamera = (body: unknown): ToCamera | undefined => readShape(toCameraShape, body);

const upsert = (changes: object): unknown => ({ type: 'upsert', emittedAtMs: 1, cue: { ...CUE, ...changes } });
const cueMessage = (changes: object): unknown => ({ type: 'cue', update: upsert(changes) });

describe('messages for the camera', () => {
  it('are read as they were sent', () => {
    for (const message of [
      { type: 'settings', settings: DEFAULT_TILE_SETTINGS },
      {
        type: 'marks',
        marks: { status: 'listening', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: 'moonshine' },
      },
      { type: 'cues', cues: [CUE, CUE] },
      { type: 'cue', update: { type: 'upsert', emittedAtMs: 5, cue: CUE } },
      { type: 'cue', update: { type: 'remove', emittedAtMs: 5, cueId: 'capture:0' } },
      { type: 'font', family: 'Subcam latin', weight: 400, base64: 'AAAA' },
    ]) {
      expect(readToCamera(JSON.parse(JSON.stringify(message)))).toEqual(message);
    }
  });

  it('are refused whole when a part is wrong', () => {
    for (const wrong of [
      cueMessage({ original: 'text' }),
      cueMessage({ original: { text: 7, stableLength: 0 } }),
      cueMessage({ translations: [] }),
      cueMessage({ status: 'toString' }),
      cueMessage({ revision: Number.NaN }),
      cueMessage({ original: { text: 'x'.repeat(200_001), stableLength: 0 } }),
      { type: 'settings', settings: { ...DEFAULT_TILE_SETTINGS, mode: '__proto__' } },
      { type: 'cues', cues: Array.from({ length: 201 }, () => CUE) },
      { type: 'constructor' },
      [],
      null,
    ]) {
      expect(readToCamera(wrong)).toBeUndefined();
    }
  });

  it("have their numbers brought within the contract's limits", () => {
    const settings = { ...DEFAULT_TILE_SETTINGS, width: 1e9, height: -5, fps: 1000, maxCues: 0.2, backgroundOpacity: 7 };
    expect(readToCamera({ type: 'settings', settings })).toMatchObject({
      settings: { width: 1920, height: 180, fps: 60, maxCues: 1, backgroundOpacity: 1 },
    });
  });

  it('never throw', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), (value) => void readToCamera(value)));
    fc.assert(
      fc.property(fc.constantFrom('settings', 'marks', 'cues', 'cue', 'font'), fc.anything(), (type, value) => {
        readToCamera({ type, settings: value, marks: value, cues: value, update: value, family: value });
      }),
    );
  });

  it('are read by the camera exactly as by the schema of the port that they come through', () => {
    const schema = schemaOf(toCameraShape);
    const types = new Set<string>();
    fc.assert(
      fc.property(nearlyValuesOf(toCameraShape), (value) => {
        const parsed = schema.safeParse(value);
        expect(readToCamera(value)).toEqual(parsed.success ? parsed.data : undefined);
        if (parsed.success) types.add(parsed.data.type);
      }),
      { numRuns: 2_000 },
    );
    expect([...types].toSorted()).toEqual(['alive', 'backdrop', 'cue', 'cues', 'font', 'gone', 'marks', 'settings']);
  });

  it.each([
    [
      'a text of a cue',
      (units: number) => ({ type: 'cue', update: upsert({ original: { text: 'x'.repeat(units), stableLength: 0 } }) }),
      200_000,
    ],
    ['all cues', (length: number) => ({ type: 'cues', cues: Array.from({ length }, () => CUE) }), 200],
    ['a font', (units: number) => ({ type: 'font', family: 'Subcam latin', weight: 400, base64: 'A'.repeat(units) }), 8_000_000],
  ])('have one limit for %s, the camera’s and the schema’s', (_, message, limit) => {
    const schema = schemaOf(toCameraShape);
    expect([schema.safeParse(message(limit)).success, readToCamera(message(limit)) !== undefined]).toEqual([true, true]);
    expect([schema.safeParse(message(limit + 1)).success, readToCamera(message(limit + 1)) !== undefined]).toEqual([false, false]);
  });
});
