// Why an answer of a language model could not even be looked at, as the cause of the error that says so.

/** The answer was too long, cut off, or had no translation in it: so it is too where a model does what a text says. */
export class UnfitAnswer extends Error {
  /** `reason`: follows "its answer". */
  constructor(reason: string) {
    super(reason);
    this.name = 'UnfitAnswer';
  }
}
