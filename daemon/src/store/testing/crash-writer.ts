// A program for the crash test: commits finals one after another and prints the number of each once it is committed.
import { SAMPLE_RATE_HZ, SubcamError } from '@subcam/shared';
import { openStore } from '../sqlite-store.ts';
import { capture, finalOf, session, transcript } from './rows.ts';

const [file, epoch] = process.argv.slice(2);
if (file === undefined || epoch === undefined) throw new SubcamError('bad-request', 'Usage: crash-writer.ts FILE EPOCH');

const store = await openStore({ file });
const opened = await store.openCapture(session, capture({ connectionEpoch: Number(epoch) }));
for (let index = opened.capture.committedThrough / SAMPLE_RATE_HZ; ; index += 1) {
  await store.commitFinal(finalOf(index));
  process.stdout.write(`${index}\n`);
  const { captureId, firstSample, engine } = transcript(index);
  await store.commitTranslation(
    {
      captureId,
      firstSample,
      status: 'final',
      revision: 3,
      sourceLanguage: 'en',
      targetLanguage: 'es',
      text: `palabras ${index}`,
      stableLength: 0,
      confidence: null,
      engine,
    },
    6_000,
  );
}
