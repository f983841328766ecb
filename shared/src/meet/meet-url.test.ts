// Which addresses Subcam joins.
import { describe, expect, it } from 'vitest';
import { SubcamError } from '../errors/subcam-error.ts';
import { allowedMeetingUrl, isMeetingPage } from './meet-url.ts';

describe('allowedMeetingUrl', () => {
  it.each([
    'https://meet.google.com/abc-defg-hij',
    '  https://meet.google.com/abc-defg-hij/  ',
    'https://meet.google.com/ABC-DEFG-HIJ?authuser=1&pli=1#x',
    'https://meet.google.com/u/1/abc-defg-hij',
    'https://MEET.google.com:443/abc-defg-hij',
    'http://meet.google.com/abc-defg-hij',
    'HTTP://MEET.GOOGLE.COM/ABC-DEFG-HIJ/',
    'meet.google.com/abc-defg-hij',
    ' meet.google.com/abc-defg-hij/ \n',
    'meet.google.com / abc-defg-hij',
    'meet.google.com/abc-defg-hij?authuser=0&hs=122',
    'meet.google.com/abc‑defg‑hij',
    'abc-defg-hij',
    ' ABC-DEFG-HIJ. ',
    'abcdefghij',
    'abc defg hij',
    '<https://meet.google.com/abc-defg-hij>',
    '(meet.google.com/abc-defg-hij)',
    '"https://meet.google.com/abc-defg-hij".',
    '[Join](https://meet.google.com/abc-defg-hij)',
    '\u200Fhttps://meet.google.com/abc-defg-hij\u200F',
    'Join: https://meet.google.com/abc-defg-hij.',
    'Link:meet.google.com/abc-defg-hij',
    'Join:https://meet.google.com/abc-defg-hij',
    'To join the video meeting, click this link: https://meet.google.com/abc-defg-hij\nOtherwise, to join by phone, dial +1 555-010-1234 and enter this PIN: 123 456 789#\nMore numbers: https://tel.meet/abc-defg-hij?pin=1',
    'Meeting code: abc-defg-hij',
    'Meeting code:abc-defg-hij',
    'The code abc-defg-hij is for our call.',
    'Código de la reunión\nCódigo: abc-defg-hij.',
    'gmeet: abc-defg-hij',
    'Go to meet.google.com abc-defg-hij',
    'Open https://meet.google.com/landing and type the code abc-defg-hij.',
    'https://www.google.com/url?q=https://meet.google.com/abc-defg-hij&sa=D&source=calendar&usd=2&usg=AOvVaw1x',
    'https://www.google.com/url?q=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij%3Fhs%3D224&sa=D',
    'www.google.de/url?sa=j&url=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij&uct=1',
    'https://google.co.uk/url?url=meet.google.com/ABC-DEFG-HIJ',
    'Join <https://www.google.com/url?q=https://meet.google.com/abc-defg-hij&amp;sa=D>',
    'https://www.google.com/url?q=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%3A%2F%2Fmeet.google.com%2Fabc-defg-hij',
    'https://meet.google.com/linkredirect?dest=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij',
    'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij&data=05',
    'https://meet.google.com/abc-defg-hij meet.google.com/abc-defg-hij?hl=de',
  ])('takes %s as the meeting itself', (text) => {
    expect(allowedMeetingUrl(text)).toBe('https://meet.google.com/abc-defg-hij');
  });
});

describe('what people paste', () => {
  it.each([
    'www.meet.google.com/abc-defg-hij',
    'https://g.co/meet/abc-defg-hij',
    'g.co/meet/ABC-DEFG-HIJ?authuser=0',
    'https://tel.meet/abc-defg-hij?pin=1234567890123',
    'tel.meet/abc-defg-hij?hs=5',
    '//meet.google.com/abc-defg-hij',
    'ttps://meet.google.com/abc-defg-hij',
    'https://https://meet.google.com/abc-defg-hij',
    'https://meet.google.com/abc-defg-hijhttps://meet.google.com/abc-defg-hij',
    'https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij',
    'view-source:https://meet.google.com/abc-defg-hij',
    'https//meet.google.com/abc-defg-hij',
    'https: //meet.google.com/abc-defg-hij',
    'https://meet.google.com./abc-defg-hij',
    // The end of a link alone, and parameters put on without a question mark.
    '/abc-defg-hij',
    '/abc-defg-hij&authuser=0',
    '/u/1/abc-defg-hij?pli=1',
    'abc-defg-hij?authuser=0',
    'meet.google.com/abc-defg-hij&authuser=0',
    'https://meet.google.com/abc-defg-hij/&authuser=0',
    // Spaces, as an address writes them.
    '%20https://meet.google.com/abc-defg-hij%20',
    'meet.google.com/abc-defg-hij%0A',
    'https://meet.google.com/%20abc-defg-hij',
    '%20abc-defg-hij%20',
    // Markup of chats and documents.
    '*https://meet.google.com/abc-defg-hij*',
    '**meet.google.com/abc-defg-hij**',
    '_https://meet.google.com/abc-defg-hij_',
    '~meet.google.com/abc-defg-hij~',
    '*abc-defg-hij*',
    '_abcdefghij_',
    '<https://meet.google.com/abc-defg-hij|Weekly call>',
    '[meet.google.com/abc-defg-hij](https://meet.google.com/abc-defg-hij)',
    '[Weekly call|https://meet.google.com/abc-defg-hij]',
    '> https://meet.google.com/abc-defg-hij',
    '`meet.google.com/abc-defg-hij`',
    String.raw`https://meet.google.com/abc\-defg\-hij`,
    String.raw`{"hangoutLink":"https:\/\/meet.google.com\/abc-defg-hij"}`,
    '<a href="https://meet.google.com/abc-defg-hij">Join</a>',
    'X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij',
    // Punctuation and words of other scripts, with no space between.
    'https://meet.google.com/abc-defg-hij。',
    'https://meet.google.com/abc-defg-hij，请准时参加',
    '（https://meet.google.com/abc-defg-hij）',
    '「meet.google.com/abc-defg-hij」',
    '【会议】《https://meet.google.com/abc-defg-hij》',
    'https://meet.google.com/abc-defg-hijに参加してください',
    'リンクmeet.google.com/abc-defg-hij',
    'https://meet.google.com/abc-defg-hij؟',
    'https://meet.google.com/abc-defg-hij।',
    '👉https://meet.google.com/abc-defg-hij👈',
    '➡️meet.google.com/abc-defg-hij',
    '«https://meet.google.com/abc-defg-hij»',
    'ｍｅｅｔ．ｇｏｏｇｌｅ．ｃｏｍ／ａｂｃ－ｄｅｆｇ－ｈｉｊ',
    // Codes that a sentence names.
    'Code: abc-defg-hij see https://support.google.com/meet/answer/9302870',
    'Meeting with bob@example.com: abc-defg-hij',
    'Meeting (weekly): abc-defg-hij',
    '*Meeting:* abc-defg-hij',
    'Our call at 10.30 a.m.: abc-defg-hij.',
    'Code : abc-defg-hij',
    'Code: abc defg hij',
    'The code is abc-defg-hij, see agenda.pdf',
    'Der Code lautet abc-defg-hij.',
    'Besprechungscode abc-defg-hij',
    'Código de la reunión: abc-defg-hij',
    'Код встречи: abc-defg-hij',
    'Toplantı kodu: abc-defg-hij',
    '会议代码：abc-defg-hij',
    '会议号：abc-defg-hij',
    'https://meet.google.com/abc-defg-\r\n hij',
    'Join: https://meet.google.com/abc-\ndefg-hij today',
    'https://meet.google.com//abc-defg-hij',
    'コードはabc-defg-hijです',
    'רמז קוד: abc-defg-hij',
    // What mail programs, chats and Google's sign-in put around it.
    'https://accounts.google.com/ServiceLogin?continue=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij&hl=de',
    'https://accounts.google.com/v3/signin/identifier?continue=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij%3Fauthuser%3D0&followup=x',
    'https://www.google.com/url?q=https%253A%252F%252Fmeet.google.com%252Fabc-defg-hij',
    'https://urldefense.proofpoint.com/v1/url?u=https%3A//meet.google.com/abc-defg-hij&k=1',
    'https://urldefense.proofpoint.com/v2/url?u=https-3A__meet.google.com_abc-2Ddefg-2Dhij&d=DwMFaQ&c=euGZstcaTDllvimEN8b7jXrwqOf-v5A_CdpgnVfiiMM',
    'https://urldefense.com/v3/__https://meet.google.com/abc-defg-hij__;!!DZ3fjg!7jBcR4-x$',
    'https://urldefense.us/v3/__https:/meet.google.com/abc-defg-hij?hs=224__;!!DZ3fjg!7jBcR4$',
    'https://nam02.safelinks.protection.outlook.com/ap/t-59584e83/?url=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij&data=05',
    'https://eur03.safelinks.protection.outlook.com/GetUrlReputation?url=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij',
    'https://statics.teams.cdn.office.net/evergreen-assets/safelinks/2/atp-safelinks.html?url=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij&locale=en',
    'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2Fmeet.google.com%2Fabc-defg-hij__%3B!!x!y%24&data=05',
    'https://secure-web.cisco.com/1tJkQ2x/https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij',
    'https://protect.checkpoint.com/v2/___https://meet.google.com/abc-defg-hij___.YzJlOm',
    'https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fmeet.google.com%2fabc-defg-hij&c=E,1',
    'https://slack-redir.net/link?url=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij',
    'https://l.facebook.com/l.php?u=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij&h=AT1',
  ])('is taken as the meeting itself: %s', (text) => {
    expect(allowedMeetingUrl(text)).toBe('https://meet.google.com/abc-defg-hij');
  });
});

describe('an invitation', () => {
  it.each([
    [
      'English',
      `Weekly sync
Thursday, November 27 · 10:00 – 11:00am
Time zone: Europe/Berlin
Google Meet joining info
Video call link: https://meet.google.com/abc-defg-hij
Or dial: \u202A(US) +1 555-010-0199\u202C PIN: \u202A123 456 789\u202C#
More phone numbers: https://tel.meet/abc-defg-hij?pin=1234567890123`,
    ],
    [
      'German',
      `Wöchentliche Runde
Donnerstag, 27. November · 10:00 bis 11:00 Uhr
Zeitzone: Europe/Berlin
Google Meet-Teilnahmeinformationen
Link zum Videoanruf: https://meet.google.com/abc-defg-hij
Alternativ: \u202A(DE) +49 30 5550199\u202C PIN: \u202A123 456 789 0123\u202C#
Weitere Telefonnummern: https://tel.meet/abc-defg-hij?pin=1234567890123`,
    ],
    [
      'French',
      `Réunion d’équipe
jeudi 27 novembre · 10:00 – 11:00
Fuseau horaire : Europe/Paris
Informations de connexion Google Meet
Lien de l’appel vidéo : https://meet.google.com/abc-defg-hij
Ou composez le : \u202A(FR) +33 1 55 50 01 99\u202C Code : \u202A123 456 789\u202C#
Autres numéros de téléphone : https://tel.meet/abc-defg-hij?pin=1234567890123`,
    ],
    [
      'Japanese',
      `定例会議
11月 27日 (木曜日)・午前10:00～11:00
タイムゾーン: Asia/Tokyo
Google Meet の参加に必要な情報
ビデオ通話のリンク: https://meet.google.com/abc-defg-hij
または、次の番号に電話をかけてください: \u202A(JP) +81 3-5550-0199\u202C PIN: \u202A123 456 789\u202C#
その他の電話番号: https://tel.meet/abc-defg-hij?pin=1234567890123`,
    ],
    [
      'Arabic',
      `الاجتماع الأسبوعي
الخميس، ٢٧ نوفمبر · ١٠:٠٠ – ١١:٠٠ ص
معلومات الانضمام إلى Google Meet
رابط مكالمة الفيديو: \u200Ehttps://meet.google.com/abc-defg-hij\u200F
أو اتصل على: \u202A(EG) +20 2 5550 0199\u202C رقم التعريف الشخصي: \u202A123 456 789\u202C#
أرقام هواتف أخرى: https://tel.meet/abc-defg-hij?pin=1234567890123`,
    ],
    [
      'Chinese, in a mail with its links behind the words',
      `每周例会
使用 Google Meet 加入<https://meet.google.com/abc-defg-hij?hs=224>
会议链接
meet.google.com/abc-defg-hij<https://meet.google.com/abc-defg-hij?hs=224>
通过电话加入
（US）+1 555-010-0199
更多电话号码<https://tel.meet/abc-defg-hij?pin=1234567890123&hs=0>
活动详情：https://calendar.google.com/calendar/event?action=VIEW&eid=M2R0&tok=bob%40example.com&ctz=Asia%2FShanghai`,
    ],
  ])('in %s, pasted as a whole, gives its meeting', (_language, invitation) => {
    expect(allowedMeetingUrl(invitation)).toBe('https://meet.google.com/abc-defg-hij');
  });

  it('is as quick with a text of marks alone as with any other', () => {
    const startedAtMs = performance.now();
    for (const text of ['.'.repeat(20_000), `${'.'.repeat(19_999)}a`, '/_'.repeat(10_000), 'a.'.repeat(10_000), '%20'.repeat(7_000)])
      expect(() => allowedMeetingUrl(text)).toThrowError(SubcamError);
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});

describe('what is no meeting', () => {
  it.each([
    ['', 'not a web address'],
    ['tomorrow at ten', 'not a web address'],
    ['meet.google.com', 'no meeting code'],
    ['zoom.us/j/123456789', 'not a meeting host'],
    ['http://example.org/abc-defg-hij', 'not a meeting host'],
    ['https://example.org/?u=https://meet.google.com/abc-defg-hij', 'not a meeting host'],
    ['example.org/meet.google.com/abc-defg-hij', 'not a meeting host'],
    ['meet.google.com@example.org/abc-defg-hij', 'user name'],
    ['meet.google.com.example.org/abc-defg-hij', 'not a meeting host'],
    ['https://zoom.us/j/1 abc-defg-hij', 'not a meeting host'],
    ['meet.google.com/abc-defg-hij or meet.google.com/xyz-abcd-efg', 'more than one meeting'],
    ['abc-defg-hij or xyz-abcd-efg', 'more than one meeting'],
    ['file:///etc/passwd', 'https'],
    ['javascript:alert(1)', 'https'],
    ['https://meet.google.com.example.org/abc-defg-hij', 'not a meeting host'],
    ['https://meet.google.com@example.org/abc-defg-hij', 'user name'],
    ['https://user:secret@meet.google.com/abc-defg-hij', 'user name'],
    ['https://meet.google.com:8443/abc-defg-hij', 'not a meeting host'],
    ['https://127.0.0.1/abc-defg-hij', 'not a meeting host'],
    ['https://zoom.us/j/123456789', 'not a meeting host'],
    ['https://meet.google.com/', 'no meeting code'],
    ['https://meet.google.com/new', 'no meeting code'],
    ['https://meet.google.com/new', 'another meeting each time'],
    ['https://meet.google.com/landing', 'no meeting code'],
    ['https://meet.google.com/landing?authuser=1', "Meet's start page"],
    [
      'meet.google.com/lookup/abc123xyz',
      'no meeting code: it is a nickname, which Meet tells only to who is signed in. Open it in a browser',
    ],
    ['gmeet two-year-old', 'If "two-year-old" is the code of the meeting, give it alone'],
    ['Our two-year-old sits beside me, meet you at ten', 'give it alone'],
    ['Please note: two-year-old laptops are slow', 'give it alone'],
    ['Use meet.google.com for the two-year-old', "Meet's start page"],
    ['https://www.google.com/url?q=https://zoom.us/j/123456789', 'The host zoom.us is not a meeting host'],
    ['https://www.google.com/url?q=https://meet.google.com/landing&sa=D', 'no meeting code'],
    ['https://www.google.com/url?sa=D', 'The host www.google.com is not a meeting host'],
    ['https://www.google.com/search?q=https://meet.google.com/abc-defg-hij', 'The host www.google.com is not a meeting host'],
    ['https://www.google.com.example.org/url?q=https://meet.google.com/abc-defg-hij', 'not a meeting host'],
    ['https://google.example/url?q=https://meet.google.com/abc-defg-hij', 'The host google.example is not a meeting host'],
    ['https://user@www.google.com/url?q=https://meet.google.com/abc-defg-hij', 'user name'],
    ['https://www.google.com/url?q=javascript:alert(1)', 'https'],
    ['https://www.google.com/url?q=https://meet.google.com.example.org/abc-defg-hij', 'not a meeting host'],
    ['https://meet.google.com/abc-defg-hij/extra', 'no meeting code'],
    ['https://meet.google.com/a1c-defg-hij', 'no meeting code'],
    ['https://meet.google.com/abcdefghij', 'no meeting code'],
    ['https://meet.google.com/abc-defg-hijk', 'no meeting code'],
    ['https://meet.google.com/abc-defg-hij-klm', 'no meeting code'],
    ['https://meet.google.com/abc-defg-hij@example.org', 'no meeting code'],
    ['meet.google.com.evil.com/abc-defg-hij', 'The host meet.google.com.evil.com is not a meeting host'],
    ['meet.google.com。evil.com/abc-defg-hij', 'not a meeting host'],
    ['https://meet.google.com。evil.com/abc-defg-hij', 'not a meeting host'],
    ['evil.com/?u=meet.google.com/abc-defg-hij', 'The host evil.com is not a meeting host'],
    ['evil.com/?u=https://meet.google.com/abc-defg-hij', 'The host evil.com is not a meeting host'],
    ['//evil.com/?u=https://meet.google.com/abc-defg-hij', 'The host evil.com is not a meeting host'],
    ['ftp://evil.com/https://meet.google.com/abc-defg-hij', 'https'],
    ['https://evil.com/code:abc-defg-hij', 'not a meeting host'],
    ['https://evil.com/code=abc-defg-hij', 'not a meeting host'],
    ['https://evilmeet.google.com/abc-defg-hij', 'not a meeting host'],
    [String.raw`https://evil.com\@meet.google.com/abc-defg-hij`, 'not a meeting host'],
    [String.raw`https://evil.com\meet.google.com/abc-defg-hij`, 'The host evil.com is not a meeting host'],
    ['meet.new', 'another meeting each time'],
    ['https://meet.google.com:secret@evil.com/abc-defg-hij', 'user name'],
    ['https://meet.google.com%2Fabc-defg-hij@evil.com', 'user name'],
    ['https://evil.com#meet.google.com/abc-defg-hij', 'not a meeting host'],
    ['https://g.co/abc-defg-hij', 'no meeting code'],
    ['https://g.co.evil.com/meet/abc-defg-hij', 'not a meeting host'],
    ['https://tel.meet.evil.com/abc-defg-hij', 'not a meeting host'],
    ['https://accounts.google.com/ServiceLogin?continue=https%3A%2F%2Fzoom.us%2Fj%2F1', 'The host zoom.us is not a meeting host'],
    ['https://accounts.google.com/ServiceLogin?continue=https%3A%2F%2Fmeet.google.com%2Fnew', 'another meeting each time'],
    ['https://accounts.google.com.evil.com/ServiceLogin?continue=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij', 'not a meeting host'],
    ['https://urldefense.com/v3/__https://evil.com/abc-defg-hij__;!!x!y$', 'The host evil.com is not a meeting host'],
    ['https://urldefense.proofpoint.com/v2/url?u=https-3A__meet.google.com.evil.com_abc-2Ddefg-2Dhij', 'not a meeting host'],
    ['https://safelinks.protection.outlook.com.evil.com/?url=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij', 'not a meeting host'],
    ['bob@example.com', 'not a web address'],
    ['bob@example.com has a two-year-old', 'give it alone'],
    ['In this meeting we say: two-year-old laptops are slow', 'give it alone'],
    ['Call at 10.30: nobody comes', 'not a web address'],
  ])('refuses %s with meeting-host and says why', (text, why) => {
    expect(() => allowedMeetingUrl(text)).toThrowError(SubcamError);
    expect(() => allowedMeetingUrl(text)).toThrowError(
      expect.objectContaining({ code: 'meeting-host', message: expect.stringContaining(why) as string }) as Error,
    );
  });
});

describe('isMeetingPage', () => {
  const meeting = 'https://meet.google.com/abc-defg-hij';

  it.each([meeting, `${meeting}?hl=en`, `${meeting}/#top`])('knows %s as the meeting', (address) => {
    expect(isMeetingPage(address, meeting)).toBe(true);
  });

  it.each([
    'https://meet.google.com/',
    'https://meet.google.com/xyz-abcd-efg',
    'https://accounts.google.com/abc-defg-hij',
    'about:blank',
    '',
  ])('does not know "%s" as the meeting', (address) => {
    expect(isMeetingPage(address, meeting)).toBe(false);
  });
});
