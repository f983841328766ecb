// The languages that a person may choose from: those that recognisers and translators of ours list and the tile has letters for.
import { isDrawable } from '@subcam/shared/paint';
import { SAMPLE_SENTENCES } from './sample-sentences.ts';

/** Of Whisper, of the usual services of translation, and of Apertium's pairs. Which of them the engines in use can do is the daemon's to say. */
const LISTED = (
  'af am an ar as ast az ba be bg bn bo br bs ca ceb ckb crh cs cy da de dv el en eo es et eu fa fi fo fr ga gl ' +
  'gu ha haw he hi hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lg ln lo lt lv mg mi mk ml mn mr ms ' +
  'mt my nb ne nl nn ny oc or pa pl ps pt ro ru rw sa sc sd si sk sl sm sn so sq sr st su sv sw szl ta te tg th ' +
  'ti tk tl tr tt ug uk ur uz vi xh yi yo yue zh zh-TW zu'
).split(' ');

/** Each once, by no order that anybody is shown. */
export const OFFERED_LANGUAGES: readonly string[] = [...new Set([...Object.keys(SAMPLE_SENTENCES), ...LISTED])].filter(isDrawable);
