// A page that asks for a small camera gets letters that can be read: frames that the far end decoded, read by Tesseract. What is sent are
// cues from a script, since how they come to be is nothing to their letters; tile-read-by-ocr.spec.ts reads those of real engines.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { DEFAULT_TILE_SETTINGS, type Cue } from '@subcam/shared';
import { sampleCue } from '@subcam/shared/testing';
import { openBenchCall } from './src/bench/bench-call.ts';
import { readAsTheyCome, readingVerdicts } from './src/ocr/read-as-they-come.ts';
import { watchSettledLines } from './src/ocr/settled-lines.ts';

/** Enough text of each language for a percentage to mean something. */
const READING = { minCharacters: 400, limitMs: 60_000 } as const;

const SIZE = { width: 640, height: 360 } as const;
const LEAST_SHARE = 0.95;

/** Each fits into the two rows of a block. */
const SAID: readonly (readonly [english: string, spanish: string])[] = [
  ['Good morning everyone, and thank you for coming today.', 'Buenos días a todos, y gracias por venir hoy.'],
  ['I finished the first part of the work last night.', 'Anoche terminé la primera parte del trabajo.'],
  ['What do our customers need the most this year?', '¿Qué necesitan más nuestros clientes este año?'],
  ['They want to find things more easily than before.', 'Quieren encontrar las cosas más fácilmente que antes.'],
  ['The pages are two times faster now, which is very good.', 'Las páginas son ahora el doble de rápidas, y eso está muy bien.'],
  ['I will show you all the numbers after lunch, at 14:30.', 'Les enseñaré todos los números después de comer, a las 14:30.'],
  ['Can people use the search in their own language?', '¿Puede la gente usar la búsqueda en su propio idioma?'],
  ['Not yet, but it is the next thing on my list.', '¡Todavía no, pero es lo siguiente en mi lista!'],
  ['Then we should meet again on Thursday afternoon.', 'Entonces deberíamos reunirnos otra vez el jueves por la tarde.'],
  ['Please write down whatever is still missing.', 'Por favor, apunten lo que falte todavía.'],
];

/** So many blocks stand in the picture. */
const AT_ONCE = 2;

/** How long they stand: longer than the far end's picture needs to settle. */
const STAND_MS = 1_800;

const whole = (text: string): Cue['original'] => ({ text, stableLength: text.length });

const CUES: readonly Cue[] = SAID.map(([english, spanish], index) =>
  sampleCue({
    cueId: `script:${index}`,
    firstSample: index,
    speakerName: index % 2 === 0 ? 'Anna' : 'Ben',
    speakerLabel: `SPEAKER_0${index % 2}`,
    original: whole(english),
    translations: { es: whole(spanish) },
    shownAtMs: Date.now(),
  }),
);

test('at 640x360 a machine reads at least 95 % of the characters that the far end decoded', async () => {
  const stopped = new AbortController();
  const call = await openBenchCall({ onNote: () => undefined, signal: stopped.signal, meeting: { cameraSize: SIZE } });
  try {
    const watched = watchSettledLines(DEFAULT_TILE_SETTINGS, SIZE);
    call.farEnd.onFrame((frame) => watched.frame(frame));
    const reading = readAsTheyCome(watched.lines, READING);
    const show = async (): Promise<void> => {
      for (let at = 0; at < CUES.length; at += AT_ONCE) {
        for (const cue of CUES.slice(Math.max(0, at - AT_ONCE), at)) {
          call.daemon.emit({ type: 'remove', emittedAtMs: 0, cueId: cue.cueId });
        }
        const shown = CUES.slice(at, at + AT_ONCE);
        for (const cue of shown) call.daemon.emit({ type: 'upsert', emittedAtMs: 0, cue });
        watched.change(shown, Date.now());
        await sleep(STAND_MS);
      }
    };
    const [read] = await Promise.race([Promise.all([reading, show()]), call.lost]);
    expect(read.some(({ meant }) => /[áéíóúñü¿¡]/u.test(meant))).toBe(true);
    for (const { accuracy, description, wrong } of readingVerdicts(read)) {
      test.info().annotations.push({ type: 'ocr', description });
      process.stdout.write(`${description}\n`);
      expect(accuracy, wrong.join('\n')).toBeGreaterThanOrEqual(LEAST_SHARE);
    }
  } finally {
    await call.close();
  }
});
