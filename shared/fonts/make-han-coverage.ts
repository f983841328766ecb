// The Chinese and Japanese font files -> shared/src/paint/han-bitmaps.ts: which characters each of the three scripts' fonts has.
import { readFileSync, writeFileSync } from 'node:fs';
import { HAN_SCRIPT_FILES, hanBitmap } from './han-bitmap.ts';

const entries = Object.entries(HAN_SCRIPT_FILES).map(([script, files]) => {
  const bitmap = hanBitmap(files.map((file) => readFileSync(new URL(file, import.meta.url))));
  return `  '${script}': '${bitmap}',`;
});
writeFileSync(
  new URL('../src/paint/han-bitmaps.ts', import.meta.url),
  `// Made by shared/fonts/make-han-coverage.ts: for each code point of HAN_RANGES a bit, six a letter: whether a script's fonts have it.
// prettier-ignore
export const HAN_BITMAPS = {
${entries.join('\n')}
} as const;
`,
);
