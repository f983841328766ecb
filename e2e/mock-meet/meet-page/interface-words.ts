// The page's language -> what Meet's controls, screens and labels are called in it.
import { isInterfaceLanguage, type InterfaceLanguage } from '../wire/interface-language.ts';

interface InterfaceWords {
  readonly yourName: string;
  readonly askForName: string;
  readonly askToJoin: string;
  readonly otherWays: string;
  readonly haveAccount: string;
  readonly signIn: string;
  readonly effects: string;
  readonly asking: string;
  readonly someoneLetsYouIn: string;
  readonly home: string;
  readonly rejoin: string;
  readonly feedback: string;
  readonly callControls: string;
  readonly reaction: string;
  readonly moreOptions: string;
  readonly leave: string;
  readonly people: string;
  readonly participants: string;
  readonly you: string;
  readonly chat: string;
  readonly message: string;
  readonly sidePanel: string;
  readonly close: string;
  readonly captions: string;
  readonly captionsOn: string;
  readonly captionsOff: string;
  readonly microphoneOn: string;
  readonly microphoneOff: string;
  readonly cameraOn: string;
  readonly cameraOff: string;
  readonly joined: (name: string) => string;
  readonly left: (name: string) => string;
  readonly farewell: Readonly<Record<'left' | 'removed' | 'ended' | 'denied' | 'no-response' | 'bad-code' | 'lost', string>>;
}

const ENGLISH: InterfaceWords = {
  yourName: 'Your name',
  askForName: 'What’s your name?',
  askToJoin: 'Ask to join',
  otherWays: 'Other ways to join',
  haveAccount: 'Already have an account? ',
  signIn: 'Sign in',
  effects: 'Apply visual effects',
  asking: 'Asking to be let in...',
  someoneLetsYouIn: 'You’ll join the call when someone lets you in',
  home: 'Return to home screen',
  rejoin: 'Rejoin',
  feedback: 'Submit feedback',
  callControls: 'Call controls',
  reaction: 'Send a reaction',
  moreOptions: 'More options',
  leave: 'Leave call',
  people: 'People',
  participants: 'Participants',
  you: '(You)',
  chat: 'Chat with everyone',
  message: 'Send a message',
  sidePanel: 'Side panel',
  close: 'Close',
  captions: 'Captions',
  captionsOn: 'Turn on captions',
  captionsOff: 'Turn off captions',
  microphoneOn: 'Turn on microphone (ctrl + d)',
  microphoneOff: 'Turn off microphone (ctrl + d)',
  cameraOn: 'Turn on camera (ctrl + e)',
  cameraOff: 'Turn off camera (ctrl + e)',
  joined: (name) => `${name} joined`,
  left: (name) => `${name} left`,
  farewell: {
    left: 'You left the meeting',
    removed: 'You’ve been removed from the meeting',
    ended: 'Your host ended the meeting for everyone',
    denied: 'Someone in the call denied your request to join',
    'no-response': 'No one responded to your request to join the call',
    'bad-code': 'Check your meeting code',
    lost: 'There is a problem connecting to this video call',
  },
};

const GERMAN: InterfaceWords = {
  yourName: 'Dein Name',
  askForName: 'Wie heißt du?',
  askToJoin: 'Teilnahme anfragen',
  otherWays: 'Andere Teilnahmemöglichkeiten',
  haveAccount: 'Hast du bereits ein Konto? ',
  signIn: 'Anmelden',
  effects: 'Visuelle Effekte anwenden',
  asking: 'Anfrage wird gesendet...',
  someoneLetsYouIn: 'Du nimmst teil, sobald dich jemand hereinlässt',
  home: 'Zurück zum Startbildschirm',
  rejoin: 'Erneut teilnehmen',
  feedback: 'Feedback senden',
  callControls: 'Anrufsteuerung',
  reaction: 'Reaktion senden',
  moreOptions: 'Weitere Optionen',
  leave: 'Anruf verlassen',
  people: 'Personen',
  participants: 'Teilnehmer',
  you: '(Du)',
  chat: 'Mit allen chatten',
  message: 'Nachricht senden',
  sidePanel: 'Seitenbereich',
  close: 'Schließen',
  captions: 'Untertitel',
  captionsOn: 'Untertitel aktivieren',
  captionsOff: 'Untertitel deaktivieren',
  microphoneOn: 'Mikrofon aktivieren (Strg + D)',
  microphoneOff: 'Mikrofon deaktivieren (Strg + D)',
  cameraOn: 'Kamera aktivieren (Strg + E)',
  cameraOff: 'Kamera deaktivieren (Strg + E)',
  joined: (name) => `${name} ist beigetreten`,
  left: (name) => `${name} hat den Anruf verlassen`,
  farewell: {
    left: 'Du hast die Videokonferenz verlassen',
    removed: 'Du wurdest aus der Videokonferenz entfernt',
    ended: 'Der Organisator hat die Videokonferenz für alle beendet',
    denied: 'Jemand im Anruf hat deine Anfrage abgelehnt',
    'no-response': 'Niemand hat auf deine Anfrage geantwortet',
    'bad-code': 'Prüfe deinen Besprechungscode',
    lost: 'Beim Herstellen der Verbindung ist ein Problem aufgetreten',
  },
};

const JAPANESE: InterfaceWords = {
  yourName: 'お名前',
  askForName: 'お名前を入力してください',
  askToJoin: '参加をリクエスト',
  otherWays: 'その他の参加方法',
  haveAccount: 'アカウントをお持ちの場合 ',
  signIn: 'ログイン',
  effects: '視覚効果を適用',
  asking: '参加をリクエストしています...',
  someoneLetsYouIn: '許可されると通話に参加します',
  home: 'ホーム画面に戻る',
  rejoin: '再参加',
  feedback: 'フィードバックを送信',
  callControls: '通話の操作',
  reaction: 'リアクションを送信',
  moreOptions: 'その他のオプション',
  leave: '通話から退出',
  people: '参加者',
  participants: '参加者の一覧',
  you: '（自分）',
  chat: '全員とチャット',
  message: 'メッセージを送信',
  sidePanel: 'サイドパネル',
  close: '閉じる',
  captions: '字幕',
  captionsOn: '字幕をオンにする',
  captionsOff: '字幕をオフにする',
  microphoneOn: 'マイクをオンにする（Ctrl＋D）',
  microphoneOff: 'マイクをオフにする（Ctrl＋D）',
  cameraOn: 'カメラをオンにする（Ctrl＋E）',
  cameraOff: 'カメラをオフにする（Ctrl＋E）',
  joined: (name) => `${name} さんが参加しました`,
  left: (name) => `${name} さんが退出しました`,
  farewell: {
    left: '会議から退出しました',
    removed: '会議から削除されました',
    ended: '主催者が全員の会議を終了しました',
    denied: '参加リクエストが拒否されました',
    'no-response': '参加リクエストへの応答がありませんでした',
    'bad-code': '会議コードを確認してください',
    lost: 'このビデオ通話への接続で問題が発生しました',
  },
};

const ARABIC: InterfaceWords = {
  yourName: 'اسمك',
  askForName: 'ما اسمك؟',
  askToJoin: 'طلب الانضمام',
  otherWays: 'طرق أخرى للانضمام',
  haveAccount: 'هل لديك حساب؟ ',
  signIn: 'تسجيل الدخول',
  effects: 'تطبيق تأثيرات مرئية',
  asking: 'جارٍ طلب السماح بالدخول...',
  someoneLetsYouIn: 'ستنضم إلى المكالمة عندما يسمح لك أحدهم بالدخول',
  home: 'العودة إلى الشاشة الرئيسية',
  rejoin: 'إعادة الانضمام',
  feedback: 'إرسال ملاحظات',
  callControls: 'عناصر التحكم في المكالمة',
  reaction: 'إرسال تفاعل',
  moreOptions: 'خيارات إضافية',
  leave: 'مغادرة المكالمة',
  people: 'الأشخاص',
  participants: 'المشاركون',
  you: '(أنت)',
  chat: 'الدردشة مع الجميع',
  message: 'إرسال رسالة',
  sidePanel: 'اللوحة الجانبية',
  close: 'إغلاق',
  captions: 'الترجمة والشرح',
  captionsOn: 'تفعيل الترجمة والشرح',
  captionsOff: 'إيقاف الترجمة والشرح',
  microphoneOn: 'تفعيل الميكروفون (\u200Ectrl + d\u200E)',
  microphoneOff: 'إيقاف الميكروفون (\u200Ectrl + d\u200E)',
  cameraOn: 'تفعيل الكاميرا (\u200Ectrl + e\u200E)',
  cameraOff: 'إيقاف الكاميرا (\u200Ectrl + e\u200E)',
  joined: (name) => `انضم ${name}`,
  left: (name) => `غادر ${name}`,
  farewell: {
    left: 'لقد غادرت الاجتماع',
    removed: 'تمت إزالتك من الاجتماع',
    ended: 'أنهى المضيف الاجتماع للجميع',
    denied: 'رفض أحد المشاركين طلب انضمامك',
    'no-response': 'لم يستجب أحد لطلب انضمامك',
    'bad-code': 'تحقق من رمز الاجتماع',
    lost: 'حدثت مشكلة في الاتصال بمكالمة الفيديو هذه',
  },
};

const WORDS: Readonly<Record<InterfaceLanguage, InterfaceWords>> = { en: ENGLISH, de: GERMAN, ja: JAPANESE, ar: ARABIC };

/** In the language that the document says it is in. */
export function interfaceWords(): InterfaceWords {
  const { lang } = document.documentElement;
  return WORDS[isInterfaceLanguage(lang) ? lang : 'en'];
}
