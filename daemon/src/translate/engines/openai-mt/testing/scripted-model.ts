// A server with OpenAI's interface on loopback whose model translates a few words between English and Spanish, or says what a test wants.
import { startFormService, type FormReply, type FormRequest } from '../../../../testing/form-service.ts';

export interface ChatAsked {
  readonly system: string;
  /** What the user's message has in it. */
  readonly data: { readonly text: string; readonly before?: readonly string[]; readonly terms?: Readonly<Record<string, string>> };
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}

const WORDS: readonly (readonly [english: string, spanish: string])[] = [
  ['the', 'la'],
  ['and', 'y'],
  ['in', 'en'],
  ['it', 'lo'],
  ['is', 'es'],
  ['a', 'una'],
];

function exchanged(text: string, from: 0 | 1): string {
  const words = new Map(WORDS.map((pair) => [pair[from], pair[1 - from] ?? '']));
  return text.replaceAll(/\p{L}+/gu, (word) => words.get(word.toLowerCase()) ?? word);
}

/** `The house is red.` -> `[es] la house es red.`, and back. */
export function translated({ system, data: { text } }: Pick<ChatAsked, 'system' | 'data'>): string {
  return system.includes('into English') ? exchanged(text.replace(/^\[es\] /u, ''), 1) : `[es] ${exchanged(text, 0)}`;
}

export const JSON_ANSWER = { 'content-type': 'application/json' };
const EVENTS = { 'content-type': 'text/event-stream' };

/** As a stream of pieces, or as one piece where none is asked for. */
export function completion(content: string, { body }: Pick<ChatAsked, 'body'>, finish: string | null = 'stop'): FormReply {
  if (body['stream'] !== true)
    return { headers: JSON_ANSWER, body: { choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }] } };
  const pieces = content.match(/[^]{1,5}/gu) ?? [];
  const events = [
    { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] },
    ...pieces.map((piece) => ({ choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] })),
    ...(finish === null ? [] : [{ choices: [{ index: 0, delta: {}, finish_reason: finish }] }]),
    { choices: [], usage: { total_tokens: 7 } },
  ];
  const done = finish === null ? '' : 'data: [DONE]\n\n';
  return { headers: EVENTS, body: `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}${done}` };
}

/** In JSON where the model is held to it. */
export function answered(translation: string, asked: Pick<ChatAsked, 'body'>): FormReply {
  return completion(asked.body['response_format'] === undefined ? translation : JSON.stringify({ translation }), asked);
}

/** A text as the events of an answer. */
export const events = (...data: readonly string[]): FormReply => ({
  headers: EVENTS,
  body: data.map((one) => `data: ${one}\n\n`).join(''),
});

export const asChat = ({ json, authorization }: FormRequest): ChatAsked => {
  const body = json ?? {};
  const [system, user] = body['messages'] as readonly { readonly content: string }[];
  return { system: system?.content ?? '', data: JSON.parse(user?.content ?? '{}') as ChatAsked['data'], body, authorization };
};

/** `answer` gives null where there is to be none; undefined: the translation. */
export async function startScriptedModel(
  answer: (asked: ChatAsked) => FormReply | null | undefined = () => undefined,
  page: (request: FormRequest) => FormReply | undefined = () => undefined,
) {
  const asked: ChatAsked[] = [];
  const service = await startFormService((request) => {
    const own = page(request);
    if (own !== undefined) return own;
    if (request.path === '/v1/models') return { body: { object: 'list', data: [{ id: 'small' }] } };
    if (request.path !== '/v1/chat/completions') return { status: 404, body: { detail: 'Not Found' } };
    const chat = asChat(request);
    asked.push(chat);
    const reply = answer(chat);
    return reply === undefined ? answered(translated(chat), chat) : reply;
  });
  return { url: service.url, asked, received: service.received, left: () => service.left(), close: () => service.close() };
}
