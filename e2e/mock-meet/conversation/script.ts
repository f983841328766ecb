// What is said in the stored conversations: who says which sentence with which voice. Written for Subcam; `make.ts` gives them their sound.
import type { Speaker } from './conversation.ts';
import type { KokoroVoiceName } from './kokoro-model.ts';

export interface ScriptLine {
  readonly speakerId: string;
  /** One sentence; a synthesiser reads one at a time. */
  readonly text: string;
  /** Silence after it, ms. */
  readonly pauseMs: number;
}

/** A voice of Debian's flite, which speaks English. */
export interface FliteVoice {
  readonly synthesiser: 'flite';
  readonly name: 'slt' | 'rms' | 'awb';
}

/** A voice of the neural synthesiser Kokoro-82M (Apache-2.0), which reads phonemes that espeak-ng gives it. */
export interface KokoroVoice {
  readonly synthesiser: 'kokoro';
  readonly name: KokoroVoiceName;
  /** What espeak-ng calls the language. */
  readonly phonemes: 'es' | 'pt-br';
}

export interface ScriptSpeaker extends Speaker {
  readonly voice: FliteVoice | KokoroVoice;
  /** Of all that this person says; left out where everybody speaks the same. */
  readonly language?: string;
}

export interface ConversationScript {
  /** Of its files: NAME.ogg and NAME.json. */
  readonly name: string;
  readonly speakers: readonly ScriptSpeaker[];
  readonly lines: readonly ScriptLine[];
}

/** Silence before the first word, ms. */
export const LEAD_IN_MS = 600;

/** Three people of a small product team, about a minute and a quarter. */
const DEFAULT: ConversationScript = {
  name: 'default',
  speakers: [
    { speakerId: 'anna', name: 'Anna', voice: { synthesiser: 'flite', name: 'slt' } },
    { speakerId: 'ben', name: 'Ben', voice: { synthesiser: 'flite', name: 'rms' } },
    { speakerId: 'colin', name: 'Colin', voice: { synthesiser: 'flite', name: 'awb' } },
  ],
  lines: [
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
  ],
};

/** Two people in two offices, each in their own language. */
const ENGLISH_SPANISH: ConversationScript = {
  name: 'en-es',
  speakers: [
    { speakerId: 'emma', name: 'Emma', language: 'en', voice: { synthesiser: 'flite', name: 'slt' } },
    { speakerId: 'diego', name: 'Diego', language: 'es', voice: { synthesiser: 'kokoro', name: 'em_alex', phonemes: 'es' } },
  ],
  lines: [
    { speakerId: 'emma', text: 'Good morning Diego, and thank you for joining the meeting.', pauseMs: 800 },
    { speakerId: 'diego', text: 'Buenos días, Emma, gracias por la invitación.', pauseMs: 900 },
    { speakerId: 'emma', text: 'How was the launch of the new website in Madrid?', pauseMs: 900 },
    { speakerId: 'diego', text: 'Muy bien, la página ya funciona y los clientes están contentos.', pauseMs: 900 },
    { speakerId: 'emma', text: 'That is great news for the whole team.', pauseMs: 700 },
    { speakerId: 'emma', text: 'Did many people visit it in the first week?', pauseMs: 900 },
    { speakerId: 'diego', text: 'Tuvimos muchas más visitas de lo que esperábamos.', pauseMs: 1000 },
    { speakerId: 'emma', text: 'Do you need any help from us this month?', pauseMs: 900 },
    { speakerId: 'diego', text: 'Necesitamos una persona que traduzca los documentos al inglés.', pauseMs: 1000 },
    { speakerId: 'emma', text: 'Maria can help you, and she will start on Monday.', pauseMs: 900 },
    { speakerId: 'diego', text: 'Perfecto, mañana le envío toda la información.', pauseMs: 1000 },
    { speakerId: 'emma', text: 'When can we show the results to the company?', pauseMs: 900 },
    { speakerId: 'diego', text: 'La reunión con la empresa es el jueves por la tarde.', pauseMs: 900 },
    { speakerId: 'emma', text: 'Then we will talk again on Wednesday after lunch.', pauseMs: 900 },
    { speakerId: 'diego', text: 'Nos vemos el miércoles y muchas gracias por todo.', pauseMs: 1200 },
  ],
};

export const SCRIPTS: readonly ConversationScript[] = [DEFAULT, ENGLISH_SPANISH];
