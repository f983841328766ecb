import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared/paint';
import { sampleCue } from '@subcam/shared/testing';
import { readToCamera } from './read-to-camera.ts';

const CUE = sampleCue({ status: 'partial', confidence: 0.5 });

describe('messages for the camera', () => {
  it('are read as they were sent', () => {
    for (const message of [
      { type: 'settings', settings: DEFAULT_TILE_SETTINGS },
      { type: 'marks', marks: { status: 'listening', translation: 'ok', engine: 'moonshine' } },
      { type: 'cues', cues: [CUE, CUE] },
      { type: 'cue', update: { type: 'upsert', emittedAtMs: 5, cue: CUE } },
      { type: 'cue', update: { type: 'remove', emittedAtMs: 5, cueId: 'capture:0' } },
      { type: 'font', family: 'Subcam latin', weight: 400, base64: 'AAAA' },
    ]) {
      expect(readToCamera(JSON.parse(JSON.stringify(message)))).toEqual(message);
    }
  });

  it('are refused whole when a part is wrong', () => {
    const upsert = (changes: object): unknown => ({ type: 'cue', update: { type: 'upsert', emittedAtMs: 1, cue: { ...CUE, ...changes } } });
    for (const wrong of [
      upsert({ original: 'text' }),
      upsert({ original: { text: 7, stableLength: 0 } }),
      upsert({ translations: [] }),
      upsert({ status: 'toString' }),
      upsert({ revision: Number.NaN }),
      upsert({ original: { text: 'x'.repeat(200_001), stableLength: 0 } }),
      { type: 'settings', settings: { ...DEFAULT_TILE_SETTINGS, mode: '__proto__' } },
      { type: 'cues', cues: Array.from({ length: 201 }, () => CUE) },
      { type: 'constructor' },
      [],
      null,
    ]) {
      expect(readToCamera(wrong)).toBeNull();
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
});
