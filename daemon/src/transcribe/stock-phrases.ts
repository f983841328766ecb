// What recognisers write where nobody speaks, since the films that they learnt from end so -> out of an answer that is in doubt. Pure.

/** Compared by their letters alone. From answers of Whisper to silence and noise, as its users report them. */
const PHRASES: ReadonlySet<string> = new Set(
  [
    'thank you for watching',
    'thank you for watching this video',
    'thank you so much for watching',
    'thank you very much for watching',
    'thanks for watching',
    'thanks for watching this video',
    'thanks for listening',
    'thank you for listening',
    'thank you for your attention',
    'thank you',
    'thank you very much',
    'thank you so much',
    'please subscribe',
    'please subscribe to my channel',
    'please subscribe to our channel',
    'please like and subscribe',
    'like and subscribe',
    'dont forget to subscribe',
    'dont forget to like and subscribe',
    'see you next time',
    'see you in the next video',
    'ill see you in the next video',
    'well be right back',
    'bye',
    'bye bye',
    'you',
    'okay',
    'gracias',
    'gracias por ver',
    'gracias por ver el video',
    'gracias por ver el vídeo',
    'muchas gracias por ver',
    'suscríbete al canal',
    'suscríbete',
    'hasta la próxima',
    'vielen dank',
    'vielen dank fürs zuschauen',
    'vielen dank für ihre aufmerksamkeit',
    'danke fürs zuschauen',
    'bis zum nächsten mal',
    'merci',
    'merci davoir regardé',
    'merci davoir regardé cette vidéo',
    'merci davoir regardé la vidéo',
    'abonnezvous',
    'obrigado',
    'obrigado por assistir',
    'obrigada por assistir',
    'inscrevase no canal',
    'grazie',
    'grazie per la visione',
    'grazie per aver guardato',
    'grazie per aver guardato il video',
    'iscrivetevi al canale',
    'bedankt voor het kijken',
    'dziękuję',
    'dziękuję za oglądanie',
    'dziękuję za uwagę',
    'спасибо',
    'спасибо за просмотр',
    'спасибо за внимание',
    'продолжение следует',
    'подписывайтесь на канал',
    'дякую за перегляд',
    'izlediğiniz için teşekkürler',
    'izlediğiniz için teşekkür ederim',
    'शुक्रिया',
    'شكرا على المشاهدة',
    'شكرا للمشاهدة',
    'اشتركوا في القناة',
    'terima kasih',
    'terima kasih telah menonton',
    'cảm ơn các bạn đã theo dõi',
    'hẹn gặp lại các bạn trong những video tiếp theo',
    'takk for at du så på',
    'tack för att ni tittade',
    'děkuji za pozornost',
    'ευχαριστώ που παρακολουθήσατε',
    'תודה רבה',
    'ご視聴ありがとうございました',
    'ご清聴ありがとうございました',
    'チャンネル登録お願いします',
    '시청해주셔서 감사합니다',
    '구독과 좋아요 부탁드립니다',
    '谢谢观看',
    '謝謝觀看',
    '感谢观看',
    '感謝觀看',
    '谢谢大家',
    '请不吝点赞 订阅 转发 打赏支持明镜与点点栏目',
    '請不吝點贊訂閱轉發打賞支持明鏡與點點欄目',
  ].map(lettersOf),
);

/** Credits name those who wrote the subtitles. */
const CREDITS =
  /amaraorg|^(?:subtitles|captions|subtitled|captioned|transcribed|transcription)by|^untertitel(?:ung)?(?:der|des|von|im|aufgrund)|^soustitr(?:es|age)(?:réalisés|par|st)|^subtítulos(?:realizados|por|de)|^legendas(?:pela|por)|^sottotitoli(?:creati|di|acura)|^ondertitel(?:ing|d)|^napisy|^субтитр|^редакторсубтитров|^字幕|^altyazı|^ترجمة|^titulkyvytvoř|^tekst(?:ing|et)(?:av|:)|^undertext(?:er|ning)|^tekstitys|^felirat|^soustitragesociété|^mbc뉴스|^kbs뉴스/u;

function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}]/gu, '');
}

/** Sentences with their punctuation and the spaces after it. */
const SENTENCE = /[^.!?…。！？]+[.!?…。！？]*\s*|[.!?…。！？]+\s*/gu;

function isStockPhrase(text: string): boolean {
  const letters = lettersOf(text);
  return PHRASES.has(letters) || CREDITS.test(letters);
}

/** The sentences of a text that are no stock phrases; nothing when the text as a whole is one. */
export function withoutStockPhrases(text: string): string {
  if (isStockPhrase(text)) return '';
  return [...text.matchAll(SENTENCE)]
    .map(([sentence]) => sentence)
    .filter((sentence) => !isStockPhrase(sentence))
    .join('')
    .trim();
}

/** Whether a text has nothing in it but stock phrases. */
export function isAllStock(text: string): boolean {
  return text.trim() !== '' && withoutStockPhrases(text) === '';
}
