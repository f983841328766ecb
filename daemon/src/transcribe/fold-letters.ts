// A word -> its letters alone, as two spellings of it share them. Pure.

/** Accents of these scripts are left out by one reading and written by the next; the marks of other scripts are letters. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}]\p{M}*)\p{M}/gu;

/** Lower case, without accents, apostrophes, hyphens and spaces. */
export function foldLetters(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(ACCENTS, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{L}\p{M}\p{N}%€$£¥₹&@°]/gu, '');
}
