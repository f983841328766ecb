// What stays the same in every language, found in sentences; and what only looks like it.
import { describe, expect, it } from 'vitest';
import type { FenceKind } from '@subcam/shared';
import { keptSpans } from './kept-spans.ts';

const ALL: readonly FenceKind[] = ['names', 'times', 'codes', 'addresses', 'measures'];
const PEOPLE = ['Anna Baker', 'will rose', 'Mark Green', 'May', 'José Iglesias-Prado', '王小明'];

const kept = (text: string, kinds = ALL, names: readonly string[] = PEOPLE): readonly string[] =>
  keptSpans(text, kinds, names).map(({ start, end }) => text.slice(start, end));

describe('names', () => {
  it.each([
    ['Dr. Smith and Mrs. Baker are here.', ['Smith', 'Baker']],
    ['Mr. Black met Ms. Mary-Jane White-Hill.', ['Black', 'Mary-Jane White-Hill']],
    ['Professor Hill will speak.', ['Hill']],
    ['Mrs. Bishop and Mr. Lord', ['Bishop', 'Lord']],
    ['Mr. President, thank you.', []],
    ['Dr. van der Berg and Dr. J. Stone agree.', ['van der Berg', 'J. Stone']],
    ['La Sra. Rubio y el Sr. Blanco', ['Rubio', 'Blanco']],
    ['Frau Müller und Herr Bäcker', ['Müller', 'Bäcker']],
    ["I like Mrs. Baker's idea.", ['Baker']],
    ['Rev. Stone and Lt. Rivers', ['Stone', 'Rivers']],
    ['Habla el señor Blanco con la señora Rubio.', ['Blanco', 'Rubio']],
    ['Je connais madame Petit, et monsieur Blanc.', ['Petit', 'Blanc']],
  ])('after a title: %s', (text, names) => {
    expect(kept(text, ALL, [])).toEqual(names);
  });

  it.each([
    ['I spoke with Mark Green yesterday.', ['Mark Green']],
    ["Baker's house is big.", ['Baker']],
    ['Will Rose asks Anna.', ['Will Rose', 'Anna']],
    ['Will you come, Will?', ['Will']],
    ['Will, can you hear me?', ['Will']],
    ['We ask Will to begin.', ['Will']],
    ['Ask José Iglesias-Prado.', ['José Iglesias-Prado']],
    ['我们问王小明吧', ['王小明']],
    ['Mark is here. Ask Mark the same.', ['Mark', 'Mark']],
    ['Mark, the date is wrong.', ['Mark']],
  ])('of people in the meeting: %s', (text, names) => {
    expect(kept(text)).toEqual(names);
  });

  it.each([
    ['O’Neil is here.', "O'Neil Frost"],
    ["O'Neil is here.", 'O’Neil Frost'],
  ])('are the same with either apostrophe: %s', (text, name) => {
    expect(kept(text, ALL, [name])).toEqual([text.slice(0, 6)]);
  });

  it.each([
    'The green house is for rent.',
    'Mark the date. Then mark it, and mark this.',
    'Will you come?',
    'We meet in May.',
    'Mr. President, please begin.',
    'a baker and a rose',
  ])('are not what is no name: %s', (text) => {
    expect(kept(text)).toEqual([]);
  });
});

describe('a name of ordinary words', () => {
  const ROOMS = [
    'Meeting host',
    'iPad',
    'Guest',
    'Sales Room',
    'anna’s iPhone',
    'front desk',
    'Green Room 2',
    'Host (Lena Frost)',
    'Lena’s MacBook Pro',
    'The Boss',
    'Happy Team',
  ];

  it.each([
    ['We ask Meeting host to begin.', ['Meeting host']],
    ['The Meeting Host will let you in.', ['Meeting Host']],
    ['I hear iPad badly.', ['iPad']],
    ['Can Guest hear us?', ['Guest']],
    ['Guest, can you hear us?', ['Guest']],
    ['They sit in Sales Room today.', ['Sales Room']],
    ['We ask Front Desk.', ['Front Desk']],
    ['We are in Green Room 2 now.', ['Green Room 2']],
    ['We ask Anna, and Lena Frost.', ['Anna', 'Lena Frost']],
  ])('is kept where it is written as the name is: %s', (text, names) => {
    expect(kept(text, ['names'], ROOMS)).toEqual(names);
  });

  it.each([
    'The meeting host will let you in.',
    'Meeting rooms are full, and the Host city is far.',
    'a guest of the sales room has an ipad',
    'Guest speakers are welcome.',
    'Our Sales team is here.',
    'Room service is at the front desk.',
    'Green tea, please. Sales are up.',
    'MEETING HOSTS',
    'Pro tip: the boss is here. Happy to help.',
  ])('is not kept where it is ordinary: %s', (text) => {
    expect(kept(text, ['names'], ROOMS)).toEqual([]);
  });

  it('is found among thousands of them in time that a talk does not notice', () => {
    const rooms = [...Array.from({ length: 2_000 }, (_, index) => `Room ${index}`), 'Sales Room'];
    const text = 'We are in Sales Room on Monday, and Will you come too? '.repeat(5);
    const startMs = performance.now();
    // Whenever somebody comes, the list is another.
    for (let times = 0; times < 5; times += 1) expect(keptSpans(text, ['names'], [...rooms])).toHaveLength(5);
    expect(performance.now() - startMs).toBeLessThan(700);
  });
});

describe('times', () => {
  it.each([
    ['We meet at 10:30 am.', ['10:30 am']],
    ['at 7am, 8:15pm or 5 p.m. on Monday', ['7am', '8:15pm', '5 p.m.']],
    ['from 9:00 to 17:45:30', ['9:00', '17:45:30']],
    ['I am 10 and I am early.', []],
    ['Rendez-vous à 14h30, 14 h 45 ou 9h.', ['14h30', '14 h 45', '9h']],
    ['at 10:30Z', ['10:30Z']],
    ['It starts at 2026-11-29T10:00 and ends 2026-11-29T11:30:15.5+01:00.', ['2026-11-29T10:00', '2026-11-29T11:30:15.5+01:00']],
    ['due 2026-11-29, at 17:45h', ['2026-11-29', '17:45h']],
  ])('are kept with what says which half of the day: %s', (text, times) => {
    expect(kept(text)).toEqual(times);
  });
});

describe('codes', () => {
  it.each([
    ['The code is ABC-123 and the link is abc-defg-hij.', ['ABC-123', 'abc-defg-hij']],
    ['Room 12B, flight BA2490, version 1.2.3, H264', ['12B', 'BA2490', '1.2.3', 'H264']],
    ['set max_size and maxSize, sha 0xdeadbeef', ['max_size', 'maxSize', '0xdeadbeef']],
    ['Update to v2.1.3, not to V2.1 or 2.0.0-beta.2.', ['v2.1.3', 'V2.1', '2.0.0-beta.2']],
    ['It costs $5 (500), £1,200, US$ 3.50, $2bn or 3,50 €.', ['$5', '£1,200', 'US$ 3.50', '$2bn', '3,50 €']],
    ['on 11/29/2026 or 2026/11/29, not 1/2', ['11/29/2026', '2026/11/29']],
    ['Dial *100# or *21*5550100#.', ['*100#', '*21*5550100#']],
    ['Use 802.11n, not 802.11ac or 802.3at; see 3.2a.', ['802.11n', '802.11ac', '802.3at', '3.2a']],
    ['123e4567-e89b-12d3-a456-426614174000 is its id', ['123e4567-e89b-12d3-a456-426614174000']],
  ])('are kept: %s', (text, codes) => {
    expect(kept(text)).toEqual(codes);
  });

  it.each([
    'It is a two-week-old problem and a one-time-fee.',
    'We have 4-month-old mice.',
    'the 1st and the 2nd of 2024',
    'NASA and the UN',
    'in 1999 we had 1,000,000 people',
    'It grew 1.5x to 3.5b, or 802.11 euros.',
  ])('are not what is spoken in words: %s', (text) => {
    expect(kept(text)).toEqual([]);
  });
});

describe('addresses', () => {
  it.each([
    ['Write to anna.baker@example.com.', ['anna.baker@example.com']],
    ['See https://example.com/help?a=1, or www.example.org.', ['https://example.com/help?a=1', 'www.example.org']],
    ['Go to meet.google.com/abc-defg-hij now', ['meet.google.com/abc-defg-hij']],
    ['Open report.pdf in /home/anna/files', ['report.pdf', '/home/anna/files']],
    ['We live in 12 Baker Street in London.', ['12 Baker Street']],
    ['Follow @subcam and #meeting', ['@subcam', '#meeting']],
    ['Open C:\\Users\\x, or C:\\Program Files (x86)\\App\\a.exe.', ['C:\\Users\\x', 'C:\\Program Files (x86)\\App\\a.exe']],
    ['on \\\\server\\share\\file and on D:\\ too', ['\\\\server\\share\\file', 'D:\\']],
    ['The server is 192.168.0.1, or 10.0.0.5:8080, in 10.0.0.0/8.', ['192.168.0.1', '10.0.0.5:8080', '10.0.0.0/8']],
    ['It is fe80::1, 2001:db8::ff00:42:8329 or ::1.', ['fe80::1', '2001:db8::ff00:42:8329', '::1']],
    ['Call +34 600 123 456 or (555) 123-4567.', ['+34 600 123 456', '(555) 123-4567']],
    [
      '+1 (555) 010-0199, +442071838750, 555-010-0199 and 0049 30 1234567',
      ['+1 (555) 010-0199', '+442071838750', '555-010-0199', '0049 30 1234567'],
    ],
  ])('are kept: %s', (text, addresses) => {
    expect(kept(text, ALL, [])).toEqual(addresses);
  });

  it.each([
    'Yes and/or no.',
    'We left.Then we came.',
    'The street is long.',
    'It is +5 degrees, or +12 to +15.',
    'We were three (3) people.',
    'std is it: yes::no',
    'Pages 12-15 of 100.',
    'It is so (500) 1000 times, or 100-2000.',
    'In 2024 (1999) it was so.',
  ])('are not what has no address: %s', (text) => {
    expect(kept(text)).toEqual([]);
  });
});

describe('measures', () => {
  it.each([
    ['It weighs 5 kg and runs 20 km/h at 3.5GHz.', ['kg', 'km/h', '3.5GHz']],
    ['It is 12 in wide.', ['in']],
    ['There were 12 in the room.', []],
    ['We have 5 min left, or 2 h.', ['min', 'h']],
  ])('keep their unit: %s', (text, units) => {
    expect(kept(text)).toEqual(units);
  });
});

describe('the parts that are kept', () => {
  it('are of the kinds that are asked for, in the order of the text, and do not overlap', () => {
    const text = 'At 10:30 am Dr. Smith sent ABC-123 to anna@example.com.';
    expect(kept(text)).toEqual(['10:30 am', 'Smith', 'ABC-123', 'anna@example.com']);
    expect(kept(text, ['codes', 'addresses'])).toEqual(['ABC-123', 'anna@example.com']);
    expect(kept(text, [])).toEqual([]);
  });

  it('are found in time that grows with the text', () => {
    const startMs = performance.now();
    for (const piece of [
      'a',
      'A',
      '1',
      '-',
      '_',
      '.',
      '/',
      'a-',
      'A1-',
      'a.',
      'Dr. ',
      'Mark ',
      '1 ',
      '@',
      '1:',
      'x@y.',
      '+1',
      '(55) ',
      'C:\\a ',
      '\\a',
      '::',
      'ab:',
      '00 11 ',
      'v1.',
      '2026-11-',
    ])
      keptSpans(piece.repeat(10_000 / piece.length), ALL, PEOPLE);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });
});
