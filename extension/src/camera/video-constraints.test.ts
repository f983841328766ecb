import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceIdentity } from './device-identity.ts';
import { chooseCamera, resolveFormat, unmetConstraint, type VideoFormat } from './video-constraints.ts';

const ME = deviceIdentity('https://meet.google.com');
const TILE: VideoFormat = { width: 1280, height: 720, frameRate: 30 };

function formatOf(video: unknown): string {
  const answer = resolveFormat(video, TILE);
  return answer.ok ? `${answer.format.width}x${answer.format.height}@${answer.format.frameRate}` : `no ${answer.constraint}`;
}

describe('which camera answers', () => {
  it.each<[unknown, string]>([
    [true, 'subcam'],
    [{}, 'subcam'],
    [{ deviceId: '' }, 'subcam'],
    [{ deviceId: ME.deviceId }, 'subcam'],
    [{ deviceId: ['x', ME.deviceId] }, 'subcam'],
    [{ deviceId: { exact: ME.deviceId } }, 'subcam'],
    [{ deviceId: { exact: ['x', ME.deviceId] } }, 'subcam'],
    [{ deviceId: { ideal: ME.deviceId } }, 'subcam'],
    [{ groupId: { exact: ME.groupId } }, 'subcam'],
    [{ facingMode: 'user', width: 640 }, 'subcam'],
    [{ deviceId: 'x' }, 'other-first'],
    [{ deviceId: { ideal: ['x'] } }, 'other-first'],
    [{ deviceId: { exact: 'x' } }, 'other'],
    [{ groupId: { exact: 'x' } }, 'other'],
    [{ facingMode: { exact: 'environment' } }, 'other'],
  ])('%j: %s', (video, choice) => {
    expect(chooseCamera(video, ME)).toBe(choice);
  });
});

describe('which format it answers with', () => {
  it.each<[unknown, string]>([
    [true, '1280x720@30'],
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
    [{ width: Number.NaN, height: 'tall' }, '1280x720@30'],
  ])('%j: %s', (video, format) => {
    expect(formatOf(video)).toBe(format);
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
    fc.assert(
      fc.property(fc.record({ width: range, height: range, frameRate: range }, { requiredKeys: [] }), (video) => {
        const answer = resolveFormat(video, TILE);
        if (!answer.ok) return;
        for (const name of ['width', 'height', 'frameRate'] as const) {
          expect(answer.format[name]).toBeGreaterThanOrEqual(1);
          expect(answer.format[name]).toBeLessThanOrEqual(TILE[name]);
        }
        expect(unmetConstraint(video, answer.format)).toBeNull();
      }),
    );
  });

  it('knows which demand a format does not meet', () => {
    expect(unmetConstraint({ width: { exact: 640 } }, TILE)).toBe('width');
    expect(unmetConstraint({ width: 640 }, TILE)).toBeNull();
    expect(unmetConstraint({ aspectRatio: { exact: 4 / 3 } }, TILE)).toBe('aspectRatio');
    expect(unmetConstraint({ aspectRatio: { exact: 1.777 } }, TILE)).toBeNull();
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
