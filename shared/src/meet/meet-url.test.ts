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
