// --from, --to and --between -> the languages of a session.
import { isLanguageCode, parseBetween, parseSpoken, SubcamError, type MeetingLanguages } from '@subcam/shared';
import { everyValue, listOf } from './command.ts';

/** `--from`. */
export const SPOKEN_DESCRIPTION =
  'Language that is spoken; several with commas between them (en,es), or auto for any that the recogniser knows';

export const BETWEEN_ARG = {
  between: {
    type: 'string',
    description: 'Two-way: the languages that are spoken; each is translated into the other, in place of --from and --to',
    valueHint: 'LANG,LANG',
  },
} as const;

/** In place of a target language: what is said, in its own language alone. */
const NO_TRANSLATION = 'none';

/** `rawArgs`: as typed, since a flag that has a default is always there. Throws `configuration`. */
export function meetingLanguagesOf(
  args: { readonly from: string; readonly to: string | undefined; readonly between: string | undefined },
  rawArgs: readonly string[],
): MeetingLanguages & { readonly twoWay: boolean } {
  if (args.between !== undefined) {
    if (['from', 'to'].some((flag) => everyValue(rawArgs, flag).length > 0))
      throw new SubcamError('configuration', '--between says all languages: leave --from and --to out.');
    return parseBetween(args.between);
  }
  const targets = listOf(args.to);
  const targetLanguages = targets.length === 1 && targets[0] === NO_TRANSLATION ? [] : targets;
  const spoken = parseSpoken(args.from, '--from');
  if (targetLanguages.includes('auto')) throw new SubcamError('configuration', '--to takes the languages of the translations, not auto.');
  const bad = targetLanguages.find((code) => !isLanguageCode(code));
  if (bad !== undefined) throw new SubcamError('configuration', `"${bad}" is no language code such as "en" or "es".`);
  return { ...spoken, targetLanguages, twoWay: false };
}
