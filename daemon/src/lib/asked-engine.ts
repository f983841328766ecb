// A request to an engine -> the same request, measured from asking until it is answered, fails or is given up.
import type { EngineMeasure, EngineRequestKind } from '@subcam/shared';

/** `measure`: undefined where nobody measures. */
export async function askedEngine<T>(
  measure: EngineMeasure | undefined,
  kind: EngineRequestKind,
  { request, signal }: { readonly request: () => Promise<T>; readonly signal: AbortSignal },
): Promise<T> {
  const over = measure?.asked(kind);
  try {
    const answer = await request();
    over?.('answered');
    return answer;
  } catch (error) {
    over?.(signal.aborted ? 'given-up' : 'failed');
    throw error;
  }
}
