// A program for the crash test: commits finals one after another and prints the number of each once it is committed.
import { SAMPLE_RATE_HZ, SubcamError } from '@subcam/shared';
import { openStore } from '../open-store.ts';
import { capture, finalOf, session, transcript } from './rows.ts';

const [place, epoch] = process.argv.slice(2);
if (place === undefined || epoch === undefined) throw new SubcamError('bad-request', 'Usage: crash-writer.ts FILE-OR-URL EPOCH');

const isServer = place.startsWith('postgres://');
const store = await openStore({ file: place, url: isServer ? place : null, isDaemon: true });
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
