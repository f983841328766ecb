// The words for digits and numbers, as people dictate them. A number that is shortened is another number.

/** Zero to nine, and what else is said of digits, in many languages; of further numbers those that `number-names.ts` does not take apart. */
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
  half quarter third fourth fifth dozen
  μηδέν ένα μία ένας δύο τρία τρεις τέσσερα τέσσερις πέντε έξι επτά εφτά οκτώ οχτώ εννέα εννιά δέκα είκοσι εκατό χίλια
  ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ ร้อย พัน
  không một hai ba bốn tư năm sáu bảy bẩy tám chín mười trăm nghìn ngàn
  nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen sata tuhat
  אפס אחת אחד שתיים שתים שניים שנים שלוש שלושה ארבע ארבעה חמש חמישה שש שישה שבע שבעה שמונה תשע תשעה עשר עשרה מאה אלף
  unu doi două trei patru cinci șase sase șapte sapte opt nouă zece sută sute mie
  یک دو سه چهار پنج شش هفت هشت نه ده صد هزار
  десять одиннадцать двенадцать двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто двести тысяча
  десять двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто сто тисяча
  един една едно две три четири пет шест седем осем девет десет
  jedan dva tri četiri pet šest sedam osam devet deset
  nula jeden dva tři čtyři pět šest sedm osm devět deset
  dziesięć dwadzieścia trzydzieści czterdzieści pięćdziesiąt sto tysiąc
  tíz húsz harminc negyven ötven száz ezer
  on yirmi otuz kırk elli altmış yetmiş seksen doksan yüz bin
  sepuluh belas puluh ratus ribu satu
  moja mbili tatu nne tano sita saba nane tisa kumi
  isa dalawa tatlo apat lima anim pito walo siyam sampu
  এক দুই তিন চার পাঁচ ছয় সাত আট নয় দশ
  ஒன்று இரண்டு மூன்று நான்கு ஐந்து ஆறு ஏழு எட்டு ஒன்பது பத்து
  零 〇 一 二 三 四 五 六 七 八 九`.split(/\s+/u),
);

/** How tens end that are written as one word with what they are joined to: `vijfentwintig`, `dreiunddreißig`. */
const TENS_AT_THE_END =
  /(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)$/u;

/** `key`: lower case, without punctuation. */
export function isNumberWord(key: string): boolean {
  return NUMBER_WORDS.has(key) || TENS_AT_THE_END.test(key);
}
