// A recogniser -> the same one, of which each request is measured.
import type { EngineMeasure, Stt } from '@subcam/shared';
import { askedEngine } from '../lib/asked-engine.ts';
import { wrappedStt } from './wrapped-stt.ts';

/** `measure`: undefined where nobody measures. `name`: as the engine is called in its list. */
export function measuredStt(stt: Stt, name: string, measure: EngineMeasure | undefined): Stt {
  if (measure === undefined) return stt;
  return wrappedStt(
    stt,
    (inner) => (request, signal) =>
      askedEngine(
        measure,
        { kind: 'stt', engine: name, purpose: request.purpose },
        { request: () => inner.transcribe(request, signal), signal },
      ),
  );
}
