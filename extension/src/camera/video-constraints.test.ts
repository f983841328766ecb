import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConstraints, type CameraConstraints } from './constraint-sets.ts';
import { deviceIdentity } from './device-identity.ts';
import { chooseCamera, demandForAnother, namesCamera, resolveFormat, unmetName, type VideoFormat } from './video-constraints.ts';

const ME = deviceIdentity('https://meet.google.com');
const DESK = { deviceId: 'desk', groupId: 'desk-group' };
const TILE: VideoFormat = { width: 1280, height: 720, frameRate: 30 };

function read(video: unknown): CameraConstraints {
  const constraints = readConstraints(video);
  if (constraints === null) throw new Error('refused');
  return constraints;
}

function formatOf(video: unknown, tile = TILE): string {
  const answer = resolveFormat(read(video), tile);
  return answer.ok ? `${answer.format.width}x${answer.format.height}@${answer.format.frameRate}` : `no ${answer.constraint}`;
}

describe('which camera answers', () => {
  it.each<[unknown, string]>([
    [{}, 'subcam'],
    [{ deviceId: '' }, 'subcam'],
    [{ deviceId: ME.deviceId }, 'subcam'],
    [{ deviceId: ['desk', ME.deviceId] }, 'subcam'],
    [{ deviceId: { exact: ME.deviceId } }, 'subcam'],
    [{ deviceId: { exact: ['desk', ME.deviceId] } }, 'subcam'],
    [{ deviceId: { ideal: ME.deviceId } }, 'subcam'],
    [{ groupId: { exact: ME.groupId } }, 'subcam'],
    [{ facingMode: 'user', width: 640 }, 'subcam'],
    [{ deviceId: 'gone' }, 'subcam'],
    [{ groupId: 'gone' }, 'subcam'],
    [{ advanced: [{ deviceId: 'gone' }, { deviceId: ME.deviceId }, { deviceId: 'desk' }] }, 'subcam'],
    [{ mandatory: { sourceId: ME.deviceId } }, 'subcam'],
    [{ optional: [{ sourceId: ME.deviceId }] }, 'subcam'],
    [{ deviceId: 'desk' }, 'other'],
    [{ deviceId: { ideal: ['desk'] } }, 'other'],
    [{ groupId: 'desk-group' }, 'other'],
    [{ advanced: [{ deviceId: 'desk' }] }, 'other'],
    [{ deviceId: { exact: 'gone' } }, 'other'],
    [{ deviceId: { exact: '' } }, 'other'],
    [{ groupId: { exact: 'gone' } }, 'other'],
    [{ facingMode: { exact: 'environment' } }, 'other'],
    [{ mandatory: { sourceId: 'gone' } }, 'other'],
    [{ mandatory: { chromeMediaSource: 'desktop' } }, 'other'],
  ])('%j: %s', (video, choice) => {
    expect(chooseCamera(read(video), ME, [DESK])).toBe(choice);
  });

  it('is not decided by names that the page may not know yet', () => {
    expect(chooseCamera(read({ deviceId: '', groupId: '' }), ME, [{ deviceId: '', groupId: '' }])).toBe('subcam');
  });

  it('depends on which there are only where one is wished for by name', () => {
    expect([{}, { width: 640 }, { deviceId: 'desk' }, { advanced: [{ groupId: 'x' }] }].map((video) => namesCamera(read(video)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('which format it answers with', () => {
  it.each<[unknown, string]>([
    [{}, '1280x720@30'],
    [{ width: 640 }, '640x360@30'],
    [{ height: { exact: 180 } }, '320x180@30'],
    [{ width: { ideal: 1920 }, height: { ideal: 1080 } }, '1280x720@30'],
    [{ width: { max: 640 }, frameRate: { max: 15 } }, '640x360@15'],
    [{ width: { min: 640 } }, '1280x720@30'],
    [{ frameRate: { ideal: 60 } }, '1280x720@30'],
    [{ width: { min: 1920 } }, 'no width'],
    [{ height: { exact: 721 } }, 'no height'],
    [{ frameRate: { min: 31 } }, 'no frameRate'],
    [{ width: { min: 800, max: 700 } }, 'no width'],
    [{ width: 640, height: 480 }, '640x480@30'],
    [{ aspectRatio: 4 / 3 }, '960x720@30'],
    [{ width: 640, aspectRatio: { exact: 1 } }, '640x640@30'],
    [{ width: 1280, aspectRatio: { exact: 4 / 3 } }, '960x720@30'],
    [{ width: 640, height: 480, aspectRatio: { min: 1.7 } }, '640x376@30'],
    [{ width: { exact: 640 }, height: { exact: 480 }, aspectRatio: { min: 1.7 } }, 'no aspectRatio'],
    [{ aspectRatio: { exact: 100_000 } }, 'no aspectRatio'],
    [{ resizeMode: { exact: 'none' } }, '1280x720@30'],
    [{ resizeMode: { exact: 'none' }, width: { exact: 640 } }, 'no width'],
    [{ resizeMode: { exact: ['none', 'crop-and-scale'] }, width: { exact: 640 } }, '640x360@30'],
    [{ advanced: [{ width: 640, height: 360 }, { width: 320 }, { frameRate: 10 }] }, '640x360@10'],
    [{ advanced: [{ width: 4000 }, { aspectRatio: 1 }] }, '720x720@30'],
    [{ mandatory: { minWidth: 640, maxWidth: 640 }, optional: [{ maxFrameRate: 15 }] }, '640x360@15'],
    [{ width: 0, height: { max: 0 } }, 'no height'],
  ])('%j: %s', (video, format) => {
    expect(formatOf(video)).toBe(format);
  });

  it('is within what a tall tile has, too', () => {
    expect(formatOf({ width: 720 }, { width: 720, height: 1280, frameRate: 30 })).toBe('720x1280@30');
  });

  it('never leaves the device, and meets what must hold whenever it says that it does', () => {
    const range = fc.oneof(
      fc.integer({ min: -10, max: 4000 }),
      fc.record(
        { min: fc.integer({ min: 1, max: 800 }), max: fc.integer({ min: 1, max: 4000 }), ideal: fc.integer() },
        { requiredKeys: [] },
      ),
      fc.record({ exact: fc.integer({ min: 0, max: 1400 }) }),
    );
    const ratio = fc.record(
      { min: fc.constantFrom(0.5, 1, 1.5), max: fc.constantFrom(1.5, 2, 3), ideal: fc.constantFrom(1, 2) },
      { requiredKeys: [] },
    );
    const set = fc.record({ width: range, height: range, frameRate: range, aspectRatio: ratio }, { requiredKeys: [] });
    fc.assert(
      fc.property(set, fc.array(set, { maxLength: 3 }), (basic, advanced) => {
        const constraints = read({ ...basic, advanced });
        const answer = resolveFormat(constraints, TILE);
        if (!answer.ok) return;
        for (const name of ['width', 'height', 'frameRate'] as const) {
          const value = answer.format[name];
          const { min = 1, max = TILE[name], exact } = constraints.basic[name] ?? {};
          expect(value).toBeGreaterThanOrEqual(Math.max(1, exact ?? min));
          expect(value).toBeLessThanOrEqual(Math.min(TILE[name], exact ?? max));
        }
        const { min = 0, max = Infinity } = constraints.basic.aspectRatio ?? {};
        expect(answer.format.width / answer.format.height).toBeGreaterThan(min - 0.02);
        expect(answer.format.width / answer.format.height).toBeLessThan(max + 0.02);
      }),
    );
  });
});

describe('what it is not', () => {
  it.each<[unknown, string | null]>([
    [{ deviceId: ME.deviceId }, null],
    [{ deviceId: { exact: [ME.deviceId, 'desk'] }, facingMode: 'user' }, null],
    [{ deviceId: { exact: 'desk' } }, 'deviceId'],
    [{ groupId: { exact: 'desk-group' } }, 'groupId'],
    [{ facingMode: { exact: 'user' } }, 'facingMode'],
    [{ resizeMode: { exact: 'shrink' } }, 'resizeMode'],
    [{ resizeMode: { exact: ['shrink', 'none'] } }, null],
  ])('%j: %s', (video, name) => {
    expect(unmetName(read(video), ME)).toBe(name);
  });

  it('names the demand for another camera, if there is one', () => {
    expect(demandForAnother(read({ deviceId: { exact: 'x' }, facingMode: { exact: 'user' } }))).toBe('deviceId');
    expect(demandForAnother(read({ facingMode: { exact: 'user' } }))).toBe('facingMode');
    expect(demandForAnother(read({ deviceId: 'x' }))).toBeNull();
  });
});

describe('who the camera is', () => {
  it('is the same for an origin at every visit, and another for another origin', () => {
    expect(deviceIdentity('https://meet.google.com')).toEqual(ME);
    expect(deviceIdentity('https://example.org').deviceId).not.toBe(ME.deviceId);
    expect(ME.deviceId).toMatch(/^[0-9a-f]{64}$/u);
    expect(ME.groupId).toMatch(/^[0-9a-f]{64}$/u);
    expect(new Set(ME.deviceId.match(/.{8}/gu)).size).toBe(8);
  });
});
