// Golden pictures: every mode, theme and script, painted in Chromium and in Node, compared with each other and with the repository's.
// After a change of the painter that is meant: `node e2e/src/goldens/make-sheet.ts`, then look at docs/tile-sheet-*.jpg.
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { TILE_MODES } from '@subcam/shared/paint';
import { difference, largestStep, likenessOf, type Picture } from './src/goldens/compare-pictures.ts';
import { GOLDEN_PICTURES } from './src/goldens/golden-pictures.ts';
import { likenessOfLines } from './src/goldens/line-likeness.ts';
import { miniatureAt, MINIATURES_FILE } from './src/goldens/miniatures.ts';
import { openPainterPage, type PainterPageHandle } from './src/goldens/open-painter-page.ts';
import { paintInNode } from './src/goldens/paint-in-node.ts';

/**
 * What is tolerated between Chromium and Node, which smooth the same outlines at the same places with another weighting of greys
 * (measured over all pictures: correlation at least 0.929, in lines without emoji 0.952; mean 2.05; share 0.018).
 */
const LEAST_CORRELATION = 0.92;
const MOST_MEAN = 2.6;
const MOST_SHARE = 0.024;

/** Steps of a miniature's channel: Node paints what it painted; Chromium paints it a little lighter (at most 23 measured). */
const MOST_STEP = { node: 4, chromium: 28 } as const;

let page: PainterPageHandle;
let goldens: Picture;

test.beforeAll(async () => {
  page = await openPainterPage();
  goldens = await page.decode(await readFile(MINIATURES_FILE));
});

test.afterAll(async () => {
  await page.close();
});

for (const mode of TILE_MODES) {
  test(`the ${mode} tile is the same in Chromium, in Node and in the repository, in every theme and script`, async () => {
    const faults: string[] = [];
    const worst = { correlation: 1, mean: 0, share: 0, node: 0, chromium: 0 };
    for (const [index, golden] of GOLDEN_PICTURES.entries()) {
      if (golden.mode !== mode) continue;
      // Chromium paints meanwhile, in another process.
      const painting = page.paint(golden.input);
      const { picture, layout } = paintInNode(golden.input);
      const node = likenessOf(picture);
      const chromium = await painting;
      const miniature = miniatureAt(goldens, index);
      const lines = likenessOfLines(node.luma, chromium.luma, layout.lines);
      const apart = {
        correlation: Math.min(...lines.map(({ correlation }) => correlation)),
        ...difference(node.luma, chromium.luma),
        node: largestStep(node.miniature, miniature),
        chromium: largestStep(chromium.miniature, miniature),
      };
      worst.correlation = Math.min(worst.correlation, apart.correlation);
      for (const key of ['mean', 'share', 'node', 'chromium'] as const) worst[key] = Math.max(worst[key], apart[key]);
      const within =
        apart.correlation >= LEAST_CORRELATION &&
        apart.mean <= MOST_MEAN &&
        apart.share <= MOST_SHARE &&
        apart.node <= MOST_STEP.node &&
        apart.chromium <= MOST_STEP.chromium;
      if (!within) faults.push(`${golden.theme} ${golden.script}: ${JSON.stringify(apart)}`);
    }
    test.info().annotations.push({ type: 'worst', description: JSON.stringify(worst) });
    expect(faults).toEqual([]);
  });
}
