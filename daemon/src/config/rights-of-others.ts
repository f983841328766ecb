// The mode of a file or folder -> who else on this machine may use it, in words for a sentence.

/** What somebody else may use. Its owner may have meant it, so that it is said and never changed. */
export interface OpenToOthers {
  /** Permission bits, three octal digits: `755`. */
  readonly mode: string;
  /** Whether somebody else may write there: worse than reading. */
  readonly isWritable: boolean;
  /** A sentence without its full stop. */
  readonly problem: string;
  /** For a shell. */
  readonly mend: string;
}

/** Three octal digits: `755`. */
export function modeText(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, '0');
}

/** Everybody, everybody in its group, or null for nobody else. `right`: bits of one digit of a mode. */
export function whoElseHas(mode: number, right: number): string | null {
  if ((mode & right) !== 0) return 'every user of this machine';
  return (mode & (right << 3)) === 0 ? null : 'every user in its group';
}

/** As one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
