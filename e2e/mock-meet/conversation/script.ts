// What is said in the default conversation: three people of a small product team, about a minute and a quarter. Written for Subcam.
import type { Speaker } from './conversation.ts';

export interface ScriptLine {
  readonly speakerId: string;
  /** One sentence; flite reads one at a time. */
  readonly text: string;
  /** Silence after it, ms. */
  readonly pauseMs: number;
}

export interface ScriptSpeaker extends Speaker {
  /** A voice of Debian's flite. */
  readonly voice: 'slt' | 'rms' | 'awb';
}

export const SCRIPT_SPEAKERS: readonly ScriptSpeaker[] = [
  { speakerId: 'anna', name: 'Anna', voice: 'slt' },
  { speakerId: 'ben', name: 'Ben', voice: 'rms' },
  { speakerId: 'colin', name: 'Colin', voice: 'awb' },
];

/** Silence before the first word, ms. */
export const LEAD_IN_MS = 600;

export const SCRIPT: readonly ScriptLine[] = [
  { speakerId: 'anna', text: 'Good morning everyone, and thank you for coming to the meeting.', pauseMs: 700 },
  { speakerId: 'anna', text: 'Today we want to talk about the new version of our product.', pauseMs: 900 },
  { speakerId: 'ben', text: 'Good morning.', pauseMs: 600 },
  { speakerId: 'ben', text: 'I finished the first part of the work last night, and all the tests are green.', pauseMs: 1000 },
  { speakerId: 'colin', text: 'That is very good news.', pauseMs: 600 },
  { speakerId: 'colin', text: 'Our customers have been waiting for this since the summer.', pauseMs: 900 },
  { speakerId: 'anna', text: 'And what do they need the most?', pauseMs: 700 },
  { speakerId: 'colin', text: 'They want the pages to open faster, and they want to find things more easily.', pauseMs: 1100 },
  { speakerId: 'ben', text: 'The pages are two times faster now.', pauseMs: 600 },
  { speakerId: 'ben', text: 'I will show you the numbers after lunch.', pauseMs: 800 },
  { speakerId: 'anna', text: 'Great, please send them to the whole team.', pauseMs: 1000 },
  { speakerId: 'colin', text: 'I have one question about the search.', pauseMs: 600 },
  { speakerId: 'colin', text: 'Can people use it in their own language?', pauseMs: 900 },
  { speakerId: 'ben', text: 'Not yet, but it is the next thing on my list.', pauseMs: 700 },
  { speakerId: 'ben', text: 'I think that it will take two more weeks.', pauseMs: 1000 },
  { speakerId: 'anna', text: 'Two weeks is fine, because we start selling it at the end of next month.', pauseMs: 800 },
  { speakerId: 'colin', text: 'Then I can tell our customers about the date this afternoon.', pauseMs: 1000 },
  { speakerId: 'ben', text: 'Please wait until Friday, so that we can try everything once more.', pauseMs: 800 },
  { speakerId: 'colin', text: 'Of course, Friday is good for me.', pauseMs: 900 },
  { speakerId: 'anna', text: 'Wonderful, then we have a plan.', pauseMs: 600 },
  { speakerId: 'anna', text: 'Thank you both for your hard work, and see you next week.', pauseMs: 1200 },
];
