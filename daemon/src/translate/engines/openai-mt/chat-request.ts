// A text to translate -> the request for a chat completion, in the form that the server takes: what it refuses is left out from then on.
import { SubcamError, type EngineLog } from '@subcam/shared';
import type { EngineService } from '../../../lib/engine-service.ts';
import { isRefusalOf } from '../../../lib/openai-server.ts';
import { mostCharacters } from '../../model-answers/check-answer.ts';
import { UnfitAnswer } from '../../model-answers/unfit-answer.ts';
import { readChat } from './chat-answer.ts';
import { messagesFor, RESPONSE_FORMAT, translationIn, type AnswerForm, type Asked } from './prompt.ts';

export interface ChatOptions {
  readonly service: EngineService;
  /** `auto`: the server holds the model to JSON where it can. */
  readonly output: 'auto' | AnswerForm;
  readonly maxTokensPerCharacter: number;
  /** Further fields of each request; those that are named here otherwise stay. */
  readonly extraFields: Readonly<Record<string, unknown>>;
  /** In messages: `The OpenAI-compatible server at http://…`. */
  readonly who: string;
  readonly log: EngineLog;
}

/** An answer of a few words has so many tokens at least: those of the JSON around it, and of a short text in a language that takes many. */
const LEAST_TOKENS = 64;

/** Of an answer in JSON, signs that are not of the translation; and what of it is written in escapes. */
const JSON_SIGNS = 40;
const LONGEST_ESCAPE = 6;

/** What a server may refuse, by what it says of it, and what is sent then. */
interface Form {
  readonly output: AnswerForm;
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  readonly hasTemperature: boolean;
  readonly streams: boolean;
}

const WITHOUT: readonly (readonly [said: RegExp, without: (form: Form) => Form])[] = [
  [/response_format|json_schema|structured|guided/iu, (form) => ({ ...form, output: 'text' })],
  [/max_completion_tokens|max_tokens/iu, (form) => ({ ...form, limit: 'max_completion_tokens' })],
  [/temperature/iu, (form) => ({ ...form, hasTemperature: false })],
  [/\bstream/iu, (form) => ({ ...form, streams: false })],
];

export interface Chat {
  /** The form in which the model is told to answer at the moment. */
  readonly form: () => AnswerForm;
  /** What the model says is the translation; it may be anything. Rejects as `EngineService.postForEvents` and `readChat` do. */
  readonly translate: (asked: Asked, model: string, signal: AbortSignal) => Promise<string>;
}

export function openChat({ service, output, maxTokensPerCharacter, extraFields, who, log }: ChatOptions): Chat {
  let form: Form = { output: output === 'text' ? 'text' : 'json', limit: 'max_tokens', hasTemperature: true, streams: true };

  const bodyOf = (asked: Asked, model: string) => ({
    ...extraFields,
    model,
    messages: messagesFor(asked, form.output),
    ...(form.hasTemperature ? { temperature: 0 } : {}),
    [form.limit]: LEAST_TOKENS + Math.ceil(asked.text.length * maxTokensPerCharacter),
    ...(form.output === 'json' ? { response_format: RESPONSE_FORMAT } : {}),
    stream: form.streams,
  });

  const ask = (asked: Asked, model: string, signal: AbortSignal): Promise<string> => {
    const maxLength = JSON_SIGNS + LONGEST_ESCAPE * mostCharacters(asked.text);
    return service.postForEvents(
      bodyOf(asked, model),
      (events) => readChat(events, { who, maxLength, saidIn: (json) => service.saidIn(json) }),
      signal,
    );
  };

  /** The same request without what the server refuses; null: it refuses nothing that can be left out. */
  const withoutRefused = (thrown: unknown): Form | null => {
    for (const [said, without] of WITHOUT) {
      if (!isRefusalOf(thrown, said)) continue;
      const next = without(form);
      const isOther = JSON.stringify(next) !== JSON.stringify(form);
      if (isOther && !(output === 'json' && next.output === 'text')) return next;
    }
    return null;
  };

  const askInItsForm = async (asked: Asked, model: string, signal: AbortSignal): Promise<string> => {
    for (;;) {
      const sent = form;
      try {
        return await ask(asked, model, signal);
      } catch (thrown) {
        if (sent !== form) continue;
        const next = withoutRefused(thrown);
        if (next === null) throw thrown;
        form = next;
        log.warn({ engine: 'openai-mt', form }, 'The server refuses a part of what it is asked in; it is asked without it from now on.');
      }
    }
  };

  return {
    form: () => form.output,
    translate: async (asked, model, signal) => {
      const translation = translationIn(await askInItsForm(asked, model, signal), asked.text);
      if (translation !== null) return translation;
      const cause = new UnfitAnswer('has no translation in it');
      throw new SubcamError('engine-failed', `${who} answered with JSON that has no translation in it.`, { cause });
    },
  };
}
