// What a popup learns of a page's cameras, whoever answers.
import { describe, expect, it } from 'vitest';
import { PAGE_CAMERAS_QUESTION, askPageCameras } from './page-cameras.ts';

const CAMERA = { deviceId: 'a', label: 'Desk' };

describe('a page that is asked for its cameras', () => {
  it('is the one of the tab, and what it says is the answer', async () => {
    const asked: unknown[] = [];
    const answer = await askPageCameras(7, (tabId, message) => {
      asked.push([tabId, message]);
      return Promise.resolve({ cameras: [CAMERA], backdrop: 'live' });
    });
    expect(asked).toEqual([[7, { type: PAGE_CAMERAS_QUESTION }]]);
    expect(answer).toEqual({ cameras: [CAMERA], backdrop: 'live' });
  });

  it.each([
    ['there is no script of ours', () => Promise.reject(new Error('Could not establish connection.'))],
    ['its camera has not looked yet', () => Promise.resolve(null)],
    ['it answers something else', () => Promise.resolve({ cameras: [{ deviceId: 1 }], backdrop: 'live' })],
    ['it answers without end', () => Promise.resolve({ cameras: Array.from({ length: 51 }, () => CAMERA), backdrop: 'off' })],
  ])('is not known to have any when %s', async (_why, send) => {
    expect(await askPageCameras(7, send)).toBeNull();
  });
});
