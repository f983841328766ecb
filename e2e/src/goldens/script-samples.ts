// What the golden pictures say: one exchange of two people in every script that the tile has letters for.

export interface ScriptSample {
  readonly name: string;
  /** Who speaks the sample's language, as written in it. */
  readonly speaker: string;
  /** BCP 47. */
  readonly language: string;
  readonly statement: string;
  /** In English, by somebody else, with its translation. */
  readonly answer: { readonly english: string; readonly translated: string };
}

export const SCRIPT_SAMPLES: readonly ScriptSample[] = [
  {
    name: 'latin',
    speaker: 'José Núñez',
    language: 'es',
    statement: '¿Empezamos con el plan de lanzamiento? Señoría, aquí está: 12 módulos.',
    answer: { english: 'Good, and when will it be ready?', translated: 'Bien, ¿y cuándo estará listo?' },
  },
  {
    name: 'latin-ext',
    speaker: 'Łukasz Wiśniewski',
    language: 'pl',
    statement: 'Zażółć gęślą jaźń, a potem przejdźmy do następnego punktu.',
    answer: { english: 'One question about the search.', translated: 'Jedno pytanie o wyszukiwarkę.' },
  },
  {
    name: 'vietnamese',
    speaker: 'Nguyễn Thị Hồng',
    language: 'vi',
    statement: 'Chúng ta bắt đầu với kế hoạch phát hành được không?',
    answer: { english: 'Yes, please go ahead.', translated: 'Vâng, xin mời bạn.' },
  },
  {
    name: 'cyrillic',
    speaker: 'Ольга Щербакова',
    language: 'ru',
    statement: 'Начнём с плана выпуска? Объём работ — 12 модулей.',
    answer: { english: 'Good, and when will it be ready?', translated: 'Хорошо, а когда будет готово?' },
  },
  {
    name: 'greek',
    speaker: 'Ελένη Παπαδοπούλου',
    language: 'el',
    statement: 'Να ξεκινήσουμε με το σχέδιο κυκλοφορίας; Έχουμε 12 ενότητες.',
    answer: { english: 'Yes, please go ahead.', translated: 'Ναι, παρακαλώ συνεχίστε.' },
  },
  {
    name: 'arabic',
    speaker: 'أحمد منصور',
    language: 'ar',
    statement: 'هل نبدأ بخطة الإصدار؟ لدينا 12 وحدة في Subcam 2.0، كلها جاهزة.',
    answer: { english: 'Good, and when will it be ready?', translated: 'جيد، ومتى ستكون جاهزة؟' },
  },
  {
    name: 'hebrew',
    speaker: 'נועה כהן',
    language: 'he',
    statement: 'נתחיל בתוכנית ההשקה? יש לנו 12 מודולים ב-Subcam 2.0.',
    answer: { english: 'Yes, please go ahead.', translated: 'כן, בבקשה תמשיכי.' },
  },
  {
    name: 'devanagari',
    speaker: 'अनीता शर्मा',
    language: 'hi',
    statement: 'क्या हम विमोचन योजना से शुरू करें? हमारे पास 12 मॉड्यूल हैं।',
    answer: { english: 'Good, and when will it be ready?', translated: 'अच्छा, और यह कब तैयार होगा?' },
  },
  {
    name: 'thai',
    speaker: 'สมชาย ใจดี',
    language: 'th',
    statement: 'เรามาเริ่มจากแผนการเปิดตัวกันไหม มีทั้งหมด 12 โมดูลที่เสร็จแล้ว',
    answer: { english: 'Yes, please go ahead.', translated: 'ได้ เชิญพูดต่อเลย' },
  },
  {
    name: 'simplified-chinese',
    speaker: '王小明',
    language: 'zh',
    statement: '我们从发布计划开始好吗？一共有12个模块，全部都已经完成了。',
    answer: { english: 'Good, and when will it be ready?', translated: '好的，什么时候可以准备好？' },
  },
  {
    name: 'traditional-chinese',
    speaker: '陳怡君',
    language: 'zh-TW',
    statement: '我們從發布計畫開始好嗎？一共有12個模組，全部都已經完成了。',
    answer: { english: 'Yes, please go ahead.', translated: '好的，請繼續說明。' },
  },
  {
    name: 'japanese',
    speaker: '田中さくら',
    language: 'ja',
    statement: 'リリース計画から始めましょうか。「字幕」のモジュールは12個あります。',
    answer: { english: 'Good, and when will it be ready?', translated: 'いいですね、いつ準備ができますか？' },
  },
  {
    name: 'korean',
    speaker: '김민준',
    language: 'ko',
    statement: '출시 계획부터 시작할까요? 모듈은 모두 12개이고 준비가 끝났습니다.',
    answer: { english: 'Yes, please go ahead.', translated: '네, 계속 말씀해 주세요.' },
  },
  {
    name: 'emoji',
    speaker: 'Zoë 🎧',
    language: 'es',
    statement: 'Sí 👍🏽 listo 🎉 para la familia 👨‍👩‍👧 en 🇪🇸, paso 1️⃣ ♪ → ★',
    answer: { english: 'Great ❤️ thanks 🙏', translated: 'Genial ❤️ gracias 🙏' },
  },
];
