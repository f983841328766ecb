// States of a model's files -> the state of the model.
import type { ModelFileState } from '../models/index.ts';

/** The state of a model is that of its worst file. */
export function worstStatus(files: readonly ModelFileState[], modelId: string): ModelFileState['status'] {
  const statuses = files.filter((file) => file.modelId === modelId).map((file) => file.status);
  if (statuses.includes('corrupt')) return 'corrupt';
  return statuses.includes('missing') ? 'missing' : 'ok';
}
