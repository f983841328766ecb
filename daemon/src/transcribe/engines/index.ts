// The recognisers that there are: a new one is a folder here and a line in this list.
import type { SttDescription } from '@subcam/shared';
import { moonshine } from './moonshine/description.ts';
import { openAiStt } from './openai-stt/description.ts';
import { sherpa } from './sherpa/description.ts';
import { whisper } from './whisper/description.ts';
import { whisperService } from './whisper-service/description.ts';

/** The first is the default. */
export const STT_ENGINES: readonly SttDescription[] = [moonshine, whisper, whisperService, openAiStt, sherpa];
