// The words for the digits, as people dictate numbers. A number that is shortened is another number.

/** Zero to nine, and what else is said of digits, in the languages in which meetings are recognised most. */
const NUMBER_WORDS: ReadonlySet<string> = new Set(
  `zero oh one two three four five six seven eight nine double triple
  cero uno una dos tres cuatro cinco seis siete ocho nueve
  null eins zwo zwei drei vier fünf sechs sieben acht neun
  zéro un une deux trois quatre cinq sept huit neuf
  um uma dois duas três quatro sete oito nove meia
  due tre quattro cinque sei sette otto
  zero dos quatre cinc sis set vuit nou
  ноль нуль один одна два две три четыре пять шесть семь восемь девять
  одна дві чотири п'ять шість сім вісім дев'ять
  nul een één twee vier vijf zes zeven acht negen
  noll två fyra fem sex sju åtta nio
  seks syv otte
  jeden dwa trzy cztery pięć sześć siedem osiem dziewięć
  nulla egy kettő három négy öt hat hét nyolc kilenc
  sıfır bir iki üç dört beş altı yedi sekiz dokuz
  nol satu tiga empat lima enam tujuh delapan sembilan
  صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة
  शून्य एक दो तीन चार पांच छह सात आठ नौ
  영 공 일 이 삼 사 오 육 칠 팔 구
  零 〇 一 二 三 四 五 六 七 八 九`.split(/\s+/u),
);

/** `key`: lower case, without punctuation. */
export function isNumberWord(key: string): boolean {
  return NUMBER_WORDS.has(key);
}
