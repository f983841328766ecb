// What two people say in the preview of the tile, language by language: greeting, answer, question, answer.

/** Four turns, taken in turns. */
export type SampleTurns = readonly [greeting: string, answer: string, question: string, outlook: string];

/** By language code, by no order that anybody is shown. Other languages that are offered say their own name. */
export const SAMPLE_SENTENCES: Readonly<Record<string, SampleTurns>> = {
  en: [
    'Good morning, shall we begin?',
    'Yes, the new plan is ready.',
    'What has changed since Monday?',
    'We start a week earlier, and everybody will be there.',
  ],
  es: [
    'Buenos días, ¿empezamos?',
    'Sí, el nuevo plan está listo.',
    '¿Qué ha cambiado desde el lunes?',
    'Empezamos una semana antes y estarán todos.',
  ],
  ca: [
    'Bon dia, comencem?',
    'Sí, el nou pla està a punt.',
    'Què ha canviat des de dilluns?',
    'Comencem una setmana abans i hi serà tothom.',
  ],
  gl: ['Bos días, comezamos?', 'Si, o novo plan está listo.', 'Que cambiou desde o luns?', 'Comezamos unha semana antes e estarán todos.'],
  pt: [
    'Bom dia, vamos começar?',
    'Sim, o novo plano está pronto.',
    'O que mudou desde segunda-feira?',
    'Começamos uma semana antes e estarão todos.',
  ],
  fr: [
    'Bonjour, on commence ?',
    'Oui, le nouveau plan est prêt.',
    'Qu’est-ce qui a changé depuis lundi ?',
    'Nous commençons une semaine plus tôt et tout le monde sera là.',
  ],
  it: [
    'Buongiorno, cominciamo?',
    'Sì, il nuovo piano è pronto.',
    'Che cosa è cambiato da lunedì?',
    'Iniziamo una settimana prima e ci saranno tutti.',
  ],
  ro: [
    'Bună dimineața, începem?',
    'Da, noul plan este gata.',
    'Ce s-a schimbat de luni?',
    'Începem cu o săptămână mai devreme și vor fi toți.',
  ],
  de: [
    'Guten Morgen, fangen wir an?',
    'Ja, der neue Plan ist fertig.',
    'Was hat sich seit Montag geändert?',
    'Wir beginnen eine Woche früher, und alle sind dabei.',
  ],
  nl: [
    'Goedemorgen, zullen we beginnen?',
    'Ja, het nieuwe plan is klaar.',
    'Wat is er sinds maandag veranderd?',
    'We beginnen een week eerder en iedereen is erbij.',
  ],
  sv: [
    'God morgon, ska vi börja?',
    'Ja, den nya planen är klar.',
    'Vad har ändrats sedan i måndags?',
    'Vi börjar en vecka tidigare och alla är med.',
  ],
  da: [
    'Godmorgen, skal vi begynde?',
    'Ja, den nye plan er klar.',
    'Hvad er ændret siden mandag?',
    'Vi begynder en uge tidligere, og alle er med.',
  ],
  nb: [
    'God morgen, skal vi begynne?',
    'Ja, den nye planen er klar.',
    'Hva er endret siden mandag?',
    'Vi begynner en uke tidligere, og alle blir med.',
  ],
  fi: [
    'Hyvää huomenta, aloitetaanko?',
    'Kyllä, uusi suunnitelma on valmis.',
    'Mikä on muuttunut maanantain jälkeen?',
    'Aloitamme viikkoa aikaisemmin, ja kaikki ovat paikalla.',
  ],
  pl: [
    'Dzień dobry, zaczynamy?',
    'Tak, nowy plan jest gotowy.',
    'Co się zmieniło od poniedziałku?',
    'Zaczynamy tydzień wcześniej i wszyscy będą obecni.',
  ],
  cs: ['Dobré ráno, začneme?', 'Ano, nový plán je hotový.', 'Co se od pondělí změnilo?', 'Začínáme o týden dříve a budou tam všichni.'],
  hu: [
    'Jó reggelt, kezdhetjük?',
    'Igen, az új terv elkészült.',
    'Mi változott hétfő óta?',
    'Egy héttel korábban kezdünk, és mindenki ott lesz.',
  ],
  tr: [
    'Günaydın, başlayalım mı?',
    'Evet, yeni plan hazır.',
    'Pazartesiden beri ne değişti?',
    'Bir hafta erken başlıyoruz ve herkes orada olacak.',
  ],
  el: [
    'Καλημέρα, ξεκινάμε;',
    'Ναι, το νέο σχέδιο είναι έτοιμο.',
    'Τι άλλαξε από τη Δευτέρα;',
    'Ξεκινάμε μία εβδομάδα νωρίτερα και θα είναι όλοι εκεί.',
  ],
  uk: [
    'Доброго ранку, починаємо?',
    'Так, новий план готовий.',
    'Що змінилося з понеділка?',
    'Ми починаємо на тиждень раніше, і будуть усі.',
  ],
  ru: ['Доброе утро, начнём?', 'Да, новый план готов.', 'Что изменилось с понедельника?', 'Мы начинаем на неделю раньше, и будут все.'],
  bg: [
    'Добро утро, започваме ли?',
    'Да, новият план е готов.',
    'Какво се промени от понеделник?',
    'Започваме една седмица по-рано и всички ще бъдат там.',
  ],
  ar: ['صباح الخير، هل نبدأ؟', 'نعم، الخطة الجديدة جاهزة.', 'ما الذي تغيّر منذ يوم الاثنين؟', 'سنبدأ قبل الموعد بأسبوع وسيحضر الجميع.'],
  fa: [
    'صبح بخیر، شروع کنیم؟',
    'بله، برنامهٔ جدید آماده است.',
    'از دوشنبه چه چیزی تغییر کرده است؟',
    'یک هفته زودتر شروع می‌کنیم و همه حاضر خواهند بود.',
  ],
  he: ['בוקר טוב, נתחיל?', 'כן, התוכנית החדשה מוכנה.', 'מה השתנה מאז יום שני?', 'אנחנו מתחילים שבוע קודם וכולם יהיו שם.'],
  hi: ['सुप्रभात, क्या हम शुरू करें?', 'हाँ, नई योजना तैयार है।', 'सोमवार से क्या बदला है?', 'हम एक सप्ताह पहले शुरू करेंगे और सब लोग वहाँ होंगे।'],
  th: ['สวัสดีตอนเช้า เริ่มกันเลยไหม', 'ค่ะ แผนใหม่พร้อมแล้ว', 'มีอะไรเปลี่ยนไปตั้งแต่วันจันทร์', 'เราจะเริ่มเร็วขึ้นหนึ่งสัปดาห์ และทุกคนจะมาพร้อมกัน'],
  vi: [
    'Chào buổi sáng, chúng ta bắt đầu nhé?',
    'Vâng, kế hoạch mới đã sẵn sàng.',
    'Có gì thay đổi từ thứ Hai?',
    'Chúng ta bắt đầu sớm hơn một tuần và mọi người sẽ có mặt.',
  ],
  id: [
    'Selamat pagi, kita mulai?',
    'Ya, rencana barunya sudah siap.',
    'Apa yang berubah sejak hari Senin?',
    'Kita mulai seminggu lebih awal dan semua orang akan hadir.',
  ],
  zh: ['早上好，我们开始吧？', '好的，新计划已经准备好了。', '星期一以来有什么变化？', '我们提前一周开始，所有人都会参加。'],
  'zh-TW': ['早安，我們開始吧？', '好的，新計畫已經準備好了。', '星期一以來有什麼變化？', '我們提前一週開始，所有人都會參加。'],
  ja: [
    'おはようございます、始めましょうか。',
    'はい、新しい計画ができました。',
    '月曜日から何が変わりましたか。',
    '一週間早く始めて、全員が参加します。',
  ],
  ko: [
    '안녕하세요, 시작할까요?',
    '네, 새 계획이 준비됐습니다.',
    '월요일 이후로 무엇이 바뀌었나요?',
    '일주일 일찍 시작하고 모두 참석합니다.',
  ],
};
