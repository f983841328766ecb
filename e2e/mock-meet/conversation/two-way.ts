// The default conversation, with one of its three people speaking Portuguese: who hears it reads other words for the same sound.
import type { Conversation, Utterance } from './conversation.ts';
import { bareWords } from './words.ts';

/** In the place of what Ben says, in order. */
const PORTUGUESE: readonly string[] = [
  'Bom dia.',
  'Terminei a primeira parte do trabalho ontem à noite, e os testes estão todos certos.',
  'As páginas são duas vezes mais rápidas.',
  'Vou mostrar os números depois do almoço.',
  'Ainda não, mas é a próxima coisa da minha lista.',
  'Acho que vamos precisar de mais duas semanas.',
  'Por favor, esperem até sexta-feira, para tentarmos tudo mais uma vez.',
];

const PORTUGUESE_SPEAKER = 'Ben';

/** The words, spread over the time of the utterance by their letters. */
function retold(utterance: Utterance, text: string): Utterance {
  const { startMs, endMs } = utterance;
  const texts = bareWords(text);
  const letters = texts.reduce((sum, word) => sum + word.length, 0);
  let before = 0;
  const words = texts.map((word) => {
    const from = startMs + ((endMs - startMs) * before) / letters;
    before += word.length;
    return { text: word, startMs: from, endMs: startMs + ((endMs - startMs) * before) / letters };
  });
  return { ...utterance, text, language: 'pt', words };
}

/** `conversation`: the default one. The times of its Portuguese words are estimates. */
export function twoWayConversation(conversation: Conversation): Conversation {
  let told = 0;
  const utterances = conversation.utterances.map((utterance): Utterance => {
    const text = utterance.name === PORTUGUESE_SPEAKER ? PORTUGUESE[told] : undefined;
    if (text === undefined) return { ...utterance, language: 'en' };
    told += 1;
    return retold(utterance, text);
  });
  return { ...conversation, utterances, wordTimes: 'estimated' };
}
