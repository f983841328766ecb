// What recognisers call the sounds that they annotate, in many languages -> whether a text names one, or names nothing else. Pure.

/** Each is a regular expression of whole words: what merely begins like one (`Lachs`, `sight`, `engineer`) is another word. */
const BODY_SOUNDS: readonly string[] = [
  // English
  'laugh(?:s|ed|ing|ter)?|chuckl(?:e|es|ed|ing)|giggl(?:e|es|ed|ing)|snicker(?:s|ing)?|cackl(?:e|es|ing)|sigh(?:s|ed|ing)?|breath(?:s|es|ing)',
  'inhal(?:e|es|ing)|exhal(?:e|es|ing)|gasp(?:s|ed|ing)?|panting|yawn(?:s|ed|ing)?|snor(?:e|es|ing)|snort(?:s|ing)?|sniff(?:s|ing)?|sniffl(?:e|es|ing)',
  'sob(?:s|bing)?|weep(?:s|ing)|cry(?:ing)?|cries|groan(?:s|ed|ing)?|moan(?:s|ed|ing)?|grunt(?:s|ing)?|whimper(?:s|ing)?|wheez(?:e|es|ing)',
  'cough(?:s|ed|ing)?|sneez(?:e|es|ed|ing)|hiccup(?:s|ping)?|burp(?:s|ing)?|(?:clears|clearing)(?: (?:his|her|their))? throat|throat clearing|gulp(?:s|ing)?',
  // German
  'lach(?:en|t|end)|lächelt?|gelächter|auflachen|lacher|kicher(?:t|n)|seufz(?:t|en|er|end)|stöhn(?:t|en)|husten|hust(?:et|end)|hüsteln|räuspert(?: sich)?',
  'räuspern|niest|niesen|gähn(?:t|en)|schluchz(?:t|en|end)|schnieft|schnarch(?:t|en)|keuch(?:t|en)|atmet|atmen|weint',
  // Spanish, Portuguese, Italian, French, Romanian
  'risas?|ríen?|risitas?|carcajadas?|suspir(?:o|os|a|an|ando|i)|tos(?:e|en|iendo)?|estornud(?:o|os|a)|sollozos?|bostez(?:o|a)|jade(?:o|os|a)|llora(?:n|ndo)?|llanto',
  'risos?|risadas?|gargalhadas?|tosse|tossindo|tossisce|espirr(?:o|a)|soluços?|bocej(?:o|a)|choro|respiração|risat[ae]|risatin[ae]|ridono|sospir(?:o|i|a)',
  'starnut(?:o|isce)|singhiozz(?:o|i|a)|sbadigli(?:o|a)|rires?|rit|rient|ricanements?|soupirs?|soupire(?:nt)?|toux|tousse(?:nt|ments?)?|éternu(?:e|ements?)',
  'sanglots?|bâill(?:e|ements?)|gémi(?:t|ssements?)|pleurs|râs(?:ete|uri)?|râd(?:e|ând)|oftat|oftează|tuse|tușește|suspin(?:e|ă)?',
  // Dutch, Swedish, Danish, Norwegian
  'gelach|lachen|zucht(?:en)?|hoest(?:en)?|gegiechel|snikt|geeuwt|skratt(?:ar|et|ande)?|fniss(?:ar)?|suck(?:ar|ande)?|hosta(?:r)?|hostning(?:ar)?',
  'nys(?:er|ning)|gäsp(?:ar|ning)|snyft(?:ar|ning)|gråt(?:er)?|stön(?:ar)?|snark(?:ar|ning)|flämt(?:ar)|harkl(?:ar|ing)|(?<!the )latter(?:en)?|griner|sukk(?:et)?|hoster',
  // Finnish, Hungarian, Turkish
  'nauru(?:a|n|t)?|nauraa|nauravat|naurahta\\p{L}*|naureskel\\p{L}*|hihitt\\p{L}*|huokaus|huokau[kst]\\p{L}*|huokaa|huokaisee|yski(?:i|vät|minen|mistä)|yskä(?:isee)?',
  'yskäys|aivast\\p{L}*|haukott?el\\p{L}*|haukotus|itkua?|itkee|nyyhky\\p{L}*|kuorsa\\p{L}*|nevet(?:és|ések|nek|ve)?|nevetgél\\p{L}*|kacag\\p{L}*|kuncog\\p{L}*',
  'sóhaj(?:t|tás|tva|ok)?|köhög(?:és|nek|ve)?|köhint\\p{L}*|tüsszent\\p{L}*|ásít(?:ás|va)?|zokog\\p{L}*|sírás|nyög(?:és)?|zihál\\p{L}*',
  'gülüş(?:me|meler|ler)?|gülme|gülüyor(?:lar)?|güler|kahkaha(?:lar)?|öksür\\p{L}*|hapşır\\p{L}*|esne(?:me|r)|hıçkır\\p{L}*|ağla(?:ma|r)|iç çek(?:er|iş|me|iyor)',
  // Polish, Czech, Slovak, Serbian, Croatian
  'śmiech(?:y|u)?|śmieje(?: się)?|śmieją(?: się)?|chichot|westchnienie|wzdycha|kaszel|kaszle|kicha|ziewa|szloch|smích|smiech|směje(?: se)?|smějí(?: se)?',
  'povzdech|vzdech|kašel|kašle|kýchnutí|pláč|smeh|smijeh|uzdah|kašalj',
  // Russian, Ukrainian, Bulgarian
  'смех|сме[её]тся|смеются|хохот|хихика\\p{L}*|вздох(?:и|нул|нула)?|вздыха\\p{L}*|кашел\\p{L}*|кашля\\p{L}*|чиха\\p{L}*|всхлип\\p{L}*|зевает|рыда\\p{L}*|плач|плачет|стон(?:ы|ет)?',
  'сміх|сміється|сміються|регіт|зітха\\p{L}*|кашель|позіха\\p{L}*|смях|въздишк[аи]|кашлица',
  // Greek
  'γ[έε]λι(?:α|ο)|γελ(?:ά|άει|άνε|ούν|ώντας)|χάχανα|αναστεναγμ(?:ός|οί)|αναστενάζ(?:ει|ουν)|βήχ(?:ας|ει|ουν)|φτερνίζεται|φτέρνισμα|χασμουρητό|κλ[άα]μα(?:τα)?|κλαίει|λυγμ(?:ός|οί)',
  // Hebrew, Arabic, Persian, Urdu
  'ו?ה?צחוק(?:ים)?|ו?צוחק(?:ת|ים|ות)?|צחקוק(?:ים)?|ו?אנח(?:ה|ות)|ו?נאנח(?:ת|ים)?|ו?שיעול(?:ים)?|ו?משתעל(?:ת|ים)?|עיטוש|מתעטש(?:ת)?|פיהוק|מפהק(?:ת)?|ו?בוכה|ו?בכי|נשימ(?:ה|ות)|מכחכח(?:ת)?(?: בגרון)?',
  'و?(?:ال)?ضحك(?:ات|ة)?|[يت]ضحك(?:ون)?|قهقهة|[يت]?تنهد|تنهيدة|و?(?:ال)?سعال|[يت]سعل|[يت]?عطس|تثاؤب|و?(?:ال)?بكاء|[يت]بكي|خنده|سرفه|عطسه|گریه|ہنسی|قہقہہ|کھانسی',
  // Hindi, Bengali, Tamil, Telugu
  'ह[ंँ]सी|ह[ंँ]स(?:ते|ता|ती|ना)(?: (?:हुए|है|हैं))?|ठहाक(?:ा|े)|खा[ंँ]सी|खा[ंँ]स(?:ते|ता|ती|ना)(?: (?:हुए|है|हैं))?|छींक|सिसकी|आह|जम्हाई|रोना|कराह|হাসি|হাসছে|কাশি|দীর্ঘশ্বাস|சிரிப்பு|இருமல்|பெருமூச்சு|నవ్వు(?:లు)?|దగ్గు',
  // Vietnamese, Indonesian, Korean
  'tiếng cười|cười|thở dài|tiếng ho|hắt hơi|tiếng khóc|tertawa|tawa|terkekeh|menghela napas|batuk|bersin|terisak|desahan',
  '웃음(?: ?소리)?|웃는 소리|폭소|한숨(?: ?소리)?|기침(?: ?소리)?|재채기|하품|흐느낌|울음(?:소리)?|숨소리',
];

/** What people hear of music, of a room, of an audience. */
const HEARD_SOUNDS: readonly string[] = [
  // English
  'music|songs?|sing(?:s|ing)|hum(?:s|ming)|melody|instrumental|applau(?:se|ds|ding)|claps?|clapping|cheer(?:s|ing)|ovation|silence|pause|nois(?:e|es)|static',
  '(?:blank|no)[ _-]?(?:speech|audio|sound|voice)|inaudible|unintelligible|indistinct(?: speech| chatter)?|crosstalk|chatter(?:ing)?|gibberish|beep(?:s|ing)?|bleep(?:s|ed)?',
  'buzz(?:es|ing)?|rings|ringing|knock(?:s|ing)?|footsteps?|thuds?|crash(?:es|ing)?|bangs?|banging|sirens?|typing|bark(?:s|ing)|whoosh(?:es)?|swoosh(?:es)?|rustl(?:e|es|ing)',
  'click(?:s|ing)?|whisper(?:s|ing)?|shout(?:s|ing)?|scream(?:s|ing)?|murmur(?:s|ing)?|mumbl(?:e|es|ing)|growl(?:s|ing)?|whistl(?:e|es|ing)|honk(?:s|ing)?|creak(?:s|ing)?',
  'slam(?:s|ming)|chim(?:e|es|ing)|chirp(?:s|ing)|dings?|thunder|gunshots?|water running|running water|foreign (?:language|speech)',
  'speak(?:s|ing)(?: in)?(?: a)? (?:foreign language|\\p{L}{2,9}ish|arabic|chinese|french|german|hindi|italian|japanese|korean|portuguese|russian)',
  // German
  '(?:hintergrund|titel|intro|klavier|gitarren|orchester|instrumental)?musik|gesang|singt|klatsch(?:en|t)|beifall|applaus|jubel|jubelt|stille|schweigen|(?:hintergrund|stör|motoren|umgebungs|atem)?geräusche?|rauschen|lärm|stimmengewirr|unverständlich(?:es)?',
  'klingelt|klingeln|piep(?:t|en|ton)|klopf(?:t|en)|schritte|flüster(?:t|n)|schrei(?:t|en|e)|pfeift|pfeifen|ruhe',
  // Spanish, Portuguese, Italian, French, Romanian
  'música|canción|canta(?:n|ndo)?|aplausos?|ovación|vítores|silencio|pausa|ruidos?|inaudible|ininteligible|murmullos?|susurr(?:o|os|a)|grit(?:o|os|a|an)|pitidos?',
  'canção|silêncio|ruídos?|barulho|inaudível|ininteligível|murmúrios?|musica|canzone|applaus[oi]|silenzio|rumor[ei]|incomprensibile|urla|brusio',
  'musique|chanson|chant(?:e|ent)?|applaudissements?|applaudit|acclamations?|bruits?|inintelligible|chuchot(?:e|ements?)|murmures?|cris?|sonnerie',
  'muzică|aplauze|liniște|tăcere|zgomote?|pauză|cântec|șoapte',
  // Dutch, Swedish, Danish, Norwegian
  'muziek|gejuich|zingt|stilte|pauze|geruis|lawaai|onverstaanbaar|gefluister|geroezemoes|musikk|musiken|applåd(?:er)?|sång|sjunger|tystnad|paus|buller|brus|ohörbart',
  'visk(?:ar|ning)|vissl(?:ar|ing)|skrik(?:er)?|klapp(?:ar|er|salver)|bifald|stilhed|stillhet|støj|støy|synger|hvisker|uforståelig',
  // Finnish, Hungarian, Turkish
  'musiikki(?:a)?|taputu(?:s|sta|ksia|kset)|taputta\\p{L}*|aplod(?:it|eja)|suosionosoitu\\p{L}*|laulua?|laulaa|hiljaisuus|hiljaista|tauko|kohinaa?|melua?|hälinää?|kuiska(?:a|us)|epäselvää|huuto(?:a|ja)?',
  'zene|taps(?:vihar|olás)?|tapsol(?:nak)?|ének(?:el|lés|szó)?|csend|szünet|zaj(?:ok)?|érthetetlen|hallhatatlan|suttog(?:ás|va)?|kiált(?:ás|ások)|éljenzés|moraj',
  'müzik|alkış(?:lar)?|şarkı|sessizlik|gürültü|anlaşılmıyor|fısıltı|ıslık',
  // Polish, Czech, Slovak, Serbian, Croatian
  'muzyka|brawa|oklaski|śpiewa?|cisza|szum|hałas|niesłyszalne|niezrozumiałe|szepty?|krzyki?|hudba|potlesk|zpěv|zpívá|ticho|hluk|šum|nesrozumitelné|šepot|spev|muzika|glazba|aplauz|pljesak|tišina|buka',
  // Russian, Ukrainian, Bulgarian
  'музык[аи]|песня|по[её]т|аплодисменты|овации|тишина|молчание|пауза|шум|неразборчиво|ш[её]пот|крики?|свист|стук|звонок|музика|оплески|тиша|мовчання|нерозбірливо|шепіт|аплодисменти',
  // Greek
  'μουσική|τραγούδι|τραγουδά(?:ει|νε)?|χειροκρ[οό]τ\\p{L}*|παλαμάκια|ζητωκραυγ\\p{L}*|επευφημί\\p{L}*|σιωπή|ησυχία|παύση|θόρυβ(?:ος|οι)|ακατάληπτ\\p{L}*|ψ[ίι]θυρ\\p{L}*|φωνές|σφύριγμα',
  // Hebrew, Arabic, Persian, Urdu
  'ו?ה?(?:מוזיקה|מוסיקה)|נגינה|מנגינה|שירה|ו?מחיאות כפיים|תשואות|ו?ה?שקט|ו?שתיקה|דממה|הפסקה|ו?ה?רעש(?:ים)?|רעשי רקע|לא ברור|לא נשמע|לחישה|ו?לוחש(?:ת)?|צעקות|צועק(?:ת|ים)?',
  'و?(?:ال)?موسيقى|موسیقی|أغنية|غناء|[يت]غني|و?(?:ال)?تصفيق|و?هتاف(?:ات)?|و?(?:ال)?صمت|ضوضاء|ضجيج|غير مسموع|غير واضح|همس|[يت]همس|صراخ|تشویق|دست زدن|کف زدن|سکوت|تالیاں|خاموشی',
  // Hindi, Bengali, Tamil, Telugu
  'संगीत|गाना|तालिया[ंँ]|ताली|सन्नाटा|मौन|ख़?ामोशी|चुप्पी|शोर|अस्पष्ट|फुसफुसाहट|चीख|सीटी|সঙ্গীত|সংগীত|হাততালি|করতালি|নীরবতা|இசை|கைதட்டல்|மௌனம்|సంగీతం|చప్పట్లు|నిశ్శబ్దం',
  // Vietnamese, Indonesian, Korean
  'âm nhạc|tiếng nhạc|nhạc|tiếng vỗ tay|vỗ tay|im lặng|tiếng ồn|musik|tepuk tangan|hening|kebisingan|nyanyian|sorakan|bisikan',
  '음악(?: ?소리)?|노래(?: ?소리)?|박수(?: ?소리| ?갈채)?|환호(?:성|소리)?|침묵|정적|잡음|소음|속삭임|비명',
];

/** Of scripts without spaces; the longest of those that begin alike first. */
const UNSPACED_BODY_SOUNDS =
  '(?:笑い|泣き|すすり泣き|咳|笑|哭)[声聲]|笑い|大笑|爆笑|哄笑|苦笑|轻笑|輕笑|偷笑|狂笑|失笑|笑|ため息|溜め息|溜息|叹气|嘆氣|叹息|嘆息|咳払い|咳き込む|咳嗽|咳|くしゃみ|あくび|打喷嚏|打噴嚏|喷嚏|噴嚏|打哈欠|哈欠|抽泣|啜泣|すすり泣き|哭泣|哭|呼吸|喘气|喘氣|หัวเราะ|ถอนหายใจ|ร้องไห้|ไอ';
const UNSPACED_HEARD_SOUNDS =
  '音楽|音乐|音樂|BGM|歌[声聲]|唱歌|鼻歌|合唱|歌|拍手喝采|拍手|鼓掌|掌[声聲]|歓声|[欢歡]呼[声聲]?|喝彩|沈黙|沉默|无声|無声|無聲|無音|静音|靜音|静寂|寂静|寂靜|静默|杂音|雜音|雑音|噪音|噪[声聲]|騒音|効果音|音效|听不清|聽不清|聞き取れない|聞き取り不能|不明瞭|ざわめき|ささやき声?|耳语|耳語|叫び声?|尖叫|口哨|口笛|足音|脚步声|腳步聲|铃声|鈴聲|敲门声|敲門聲|ノイズ|ดนตรี|เพลง|ปรบมือ|เงียบ|โห่ร้อง|เสียงรบกวน|กระซิบ';

/** What makes a sound, or is heard beside one: `(dog barking)`, `(door closes)`. Alone it may be what a sentence speaks of. */
const SOURCES: readonly string[] = [
  'doors?|horns?|engines?|keyboard|wind|rain|birds?|dogs?|(?:tele)?phones?|bells?|foreign|language|audience|crowd|background|speech|speak(?:s|ing)|plays|playing|blank|empty|silent',
  'people|man|woman|men|women|baby|child|children|speakers?|group|everyone|audio|piano|guitar|closes|opens|spielt|spielen|ertönt|publikum|tür|telefon|hund|hintergrund|público|publiku|plateia|pubblico|public',
  'publiken|yleisö|yleisön|közönség|publiczność|seyirci|зал|зале|κοινό|κοινού|קהל|הקהל|الجمهور|दर्शक|दर्शकों|관객|청중',
];

/** What stands between the names of sounds in an annotation, and how they sound. */
const LINKING_WORDS: readonly string[] = [
  'and|of|the|a|an|in|on|with|to|from|und|de|del|della|du|des|da|do|la|le|les|et|y|e|i|o|och|og|en|és|ja|ve|и|й|та|в|на|και|του|το|τα|ו|و|من|और|की|का|के|में|di|im|der|die|das|van|het|az|się|sich',
  'soft|loud|light|heavy|dramatic|gentle|quiet|softly|loudly|quietly|lightly|heavily|gently|nervous|nervously|deep|deeply|upbeat|distant|faint|scattered|brief|long|short|slight|slightly|general|continues|stops|starts|begins|ends|fades|all|both|he|she|they|sounds?',
  'sonidos?|sons?|suon[io]|geluid|ljud|lyd|ääntä|dźwięki?|zvuk|звуки?|קולות?|صوت|sesi|ses|tiếng',
  'leise|leises|laut|lautes|allgemeines|schallendes|suave|suaves|fuerte|fuertes|douce|légers?|halk|hangos|hiljaista|cichy|cicha|głośny|громкий|громко|тихий|тихо|тихая|बजता|है|हैं|रहा|रही',
];
const UNSPACED_LINKING =
  'の|と|が|する|している|的|了|着|大|小|全場|全场|观众|觀眾|会場|一同|男性|女性|背景|響起|响起|热烈|熱烈|轻|輕|静かな|大きな|明るい|軽快な|众人|眾人|流れる|続く|และ|เสียง|[声聲]';

const whole = (words: readonly string[]): string => String.raw`(?<![\p{L}\p{M}])(?:${words.join('|')})(?![\p{L}\p{M}])`;
const all = (spaced: readonly string[], unspaced: string): RegExp => new RegExp(`${whole(spaced)}|${unspaced}`, 'giu');

const BODY = all(BODY_SOUNDS, UNSPACED_BODY_SOUNDS);
const SOUNDS = all([...BODY_SOUNDS, ...HEARD_SOUNDS], `${UNSPACED_BODY_SOUNDS}|${UNSPACED_HEARD_SOUNDS}`);
const NAMED = new RegExp(`${SOUNDS.source}|${whole(SOURCES)}`, 'iu');
const LINKING = all(LINKING_WORDS, UNSPACED_LINKING);
const BESIDE = all([...LINKING_WORDS, ...SOURCES], UNSPACED_LINKING);
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** No annotation is longer, in UTF-16 units. */
const MAX_LENGTH = 200;

/** Whether one of these is in the text, and beside them nothing but those. */
function hasOnly(text: string, names: RegExp, beside: RegExp): boolean {
  if (text.length > MAX_LENGTH) return false;
  const rest = text.replaceAll(names, ' ');
  // A word of a script without spaces may hold the sign of a sound, as 开玩笑 does: what is left of it has a meaning then.
  return rest !== text && !LETTER_OR_DIGIT.test(rest.replaceAll(beside, ' '));
}

/** Whether a sound, or what makes one, is among what is named. Of use only where a text is apart from sentences. */
export function namesSound(text: string): boolean {
  return NAMED.test(text);
}

/** Whether nothing but sounds are named, with what makes them and how they sound. */
export function namesOnlySounds(text: string): boolean {
  return hasOnly(text, SOUNDS, BESIDE);
}

/** The same of sounds that people make without words; other names of sounds are everyday words too: music, silence, a click. */
export function namesOnlyBodySounds(text: string): boolean {
  return hasOnly(text, BODY, LINKING);
}
