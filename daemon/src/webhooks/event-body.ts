// An event of the outbox -> the JSON that its receiver reads: what was said as packets of the contract.
import type { Delivery, SpokenEntry } from '@subcam/shared';
import { transcriptPacket, translationPacket } from '../subtitle/index.ts';

export type ToldEvent = Pick<Delivery, 'atMs' | 'bot' | 'eventId' | 'sessionId' | 'spoken' | 'type'> & {
  /** null: it is no event of the outbox. */
  readonly deliveryId: number | null;
};

/** `sequence` rises with each event of one daemon's store; `timestamp` is when it happened. */
export function eventBody({ deliveryId, eventId, type, atMs, sessionId, spoken, bot }: ToldEvent): string {
  const data = dataOf({ sessionId, spoken, bot });
  return JSON.stringify({ type, id: eventId, sequence: deliveryId, timestamp: new Date(atMs).toISOString(), data });
}

function dataOf({ sessionId, spoken, bot }: Pick<ToldEvent, 'bot' | 'sessionId' | 'spoken'>): object {
  if (spoken !== null) return packetOf(sessionId ?? '', spoken);
  if (bot !== null) {
    const { botId, state, reason, atMs } = bot;
    return { connection_id: botId, state, reason, session_id: bot.sessionId ?? null, timestamp: atMs / 1000 };
  }
  return sessionId === null ? {} : { session_id: sessionId };
}

function packetOf(sessionId: string, { transcript, attribution, captureStartedAtMs, translation }: SpokenEntry): object {
  const of = { sessionId, transcript, attribution, startedAtMs: captureStartedAtMs };
  if (translation === null) return transcriptPacket(of);
  const { targetLanguage, text, confidence } = translation;
  const packet = translationPacket({
    ...of,
    translation: { sourceLanguage: transcript.language, targetLanguage, text: text ?? '', confidence },
  });
  return text === null ? { ...packet, translated_text: null } : packet;
}
