// The talking scene, painted in Node -> milliseconds a frame.
import { OffscreenCanvas } from '@subcam/daemon';
import { DEFAULT_TILE_SETTINGS, quantile } from '@subcam/shared';
import { createTileModel, paintTile } from '@subcam/shared/paint';
import type { PainterTimes } from './page/page-api.ts';
import { talkingScene } from './scenes.ts';

/** Each frame is drawn and one pixel of it read, so that nothing of the drawing is left for later: as in the page. */
export function painterTimesInNode(frames: number): PainterTimes {
  const { width, height } = DEFAULT_TILE_SETTINGS;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  const model = createTileModel();
  model.setMarks({ status: 'listening', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: 'scripted · scripted' });
  const startedAtMs = Date.now();
  const times: number[] = [];
  for (let round = 0; times.length < frames; round += 1) {
    for (const { update } of talkingScene(round, startedAtMs).events.slice(0, frames - times.length)) {
      model.update(update);
      const beganMs = performance.now();
      paintTile(context, model.input({ width, height }, startedAtMs));
      context.getImageData(0, 0, 1, 1);
      times.push(performance.now() - beganMs);
    }
  }
  return { n: times.length, p50: quantile(times, 0.5) ?? 0, p95: quantile(times, 0.95) ?? 0 };
}
