// What is spoken in the demo -> who talks: a recording, or the stored conversation in these languages.
import { baseLanguage, languageName, spokenLanguages, SubcamError, type DemoReport, type MeetingLanguages } from '@subcam/shared';
import {
  loadConversation,
  STORED_CONVERSATIONS,
  storedConversationIn,
  twoWayConversation,
  type Conversation,
  type RecordedConversation,
  type StoredConversation,
} from '../../mock-meet/index.ts';

export interface WhoTalks extends MeetingLanguages {
  readonly mode: DemoReport['mode'];
  readonly audioFile: string | null;
  readonly transcriptFile: string | null;
}

/** `scripted`: the default conversation, of which the mocked recogniser says that one of its people speaks Portuguese. */
type Chosen = StoredConversation | 'scripted' | RecordedConversation;

const SCRIPTED: readonly string[] = ['en', 'pt'];

/** Throws `configuration` where nothing is stored in these languages: what there is, and what else may be done. */
export function chooseConversation({ mode, audioFile, transcriptFile, ...languages }: WhoTalks): Chosen {
  if (audioFile !== null) return { audio: audioFile, transcript: transcriptFile };
  const spoken = spokenLanguages(languages).map(baseLanguage);
  // A recogniser that is mocked writes what stands in the transcript, whichever language it is told.
  if (mode === 'mock' && spoken.length === 1) return 'default';
  if (mode === 'mock' && spoken.length === SCRIPTED.length && SCRIPTED.every((code) => spoken.includes(code))) return 'scripted';
  const stored = storedConversationIn(spoken);
  if (stored !== null) return stored;
  const there = STORED_CONVERSATIONS.map((conversation) =>
    conversation.languages.length === 1 ? `--source ${conversation.languages[0]}` : `--between ${conversation.languages.join(',')}`,
  );
  throw new SubcamError(
    'configuration',
    `No stored conversation is in ${spoken.map((code) => languageName(code)).join(' and ')}: let a recording of your own talk with --audio FILE.wav, or take ${there.join(' or ')}.`,
  );
}

/** Throws as `chooseConversation` does. Rejects with `configuration` when a recording or its transcript can't be used. */
export async function openConversation(who: WhoTalks): Promise<Conversation> {
  const chosen = chooseConversation(who);
  return chosen === 'scripted' ? twoWayConversation(await loadConversation('default')) : loadConversation(chosen);
}
