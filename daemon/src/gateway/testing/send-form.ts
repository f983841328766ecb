// A form with a file as clients send it to POST /api/audio/upload.
import type { ResponseOf, uploadAudioRoute } from '@subcam/shared/http';
import { checkAnswer } from './check-answer.ts';
import { TOKEN } from './test-gateway.ts';

type UploadAnswer = ResponseOf<typeof uploadAudioRoute>;

export interface SentForm {
  /** null: none. */
  readonly file: Buffer | null;
  readonly part?: string;
  readonly filename?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly isFileFirst?: boolean;
}

/** Its answer is checked against the definition of the route. */
export async function sendForm(port: number, { file, part = 'audio', filename = 'talk.wav', fields = {}, isFileFirst = true }: SentForm) {
  const form = new FormData();
  const addFile = (): void => {
    if (file !== null) form.append(part, new Blob([new Uint8Array(file)]), filename);
  };
  if (isFileFirst) addFile();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (!isFileFirst) addFile();
  const response = await fetch(`http://127.0.0.1:${port}/api/audio/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: form,
  });
  const json: unknown = await response.json();
  checkAnswer({
    method: 'POST',
    path: '/api/audio/upload',
    status: response.status,
    contentType: response.headers.get('content-type'),
    json,
  });
  return { status: response.status, headers: response.headers, json, answer: json as UploadAnswer };
}
