// The glossary over HTTP: its terms, and changes to them, which others keep.
import { changeGlossaryRoute, glossaryRoute, type GlossaryChange, type GlossaryOutcome, type GlossaryRow } from '@subcam/shared/http';
import { answered, type AnsweredRoute } from './answered-route.ts';

/** What of the glossary can be seen and changed from outside. */
export interface ChangeableGlossary {
  /** In the order in which they were added. */
  rows(): readonly GlossaryRow[];
  /** Another one for each content. */
  version(): string;
  /** Rejects with `bad-request`, and changes nothing, when one of the changes can't be made; with `storage` when it can't be kept. */
  change(change: GlossaryChange): Promise<GlossaryOutcome>;
}

export interface GlossaryDeps {
  readonly glossary: ChangeableGlossary;
}

export function answerGlossary({ glossary }: GlossaryDeps): readonly AnsweredRoute[] {
  const tell = () => ({ version: glossary.version(), terms: [...glossary.rows()] });
  return [answered(glossaryRoute, tell), answered(changeGlossaryRoute, ({ body }) => glossary.change(body))];
}
