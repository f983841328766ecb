// A form with one file, as it comes over the network -> its fields, and the file on the disk; memory does not grow with it.
import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { HttpRefusal } from './http-errors.ts';

export interface FormLimits {
  readonly maxFileBytes: number;
  /** Of one field. */
  readonly maxFieldBytes: number;
  readonly maxFields: number;
}

export interface FormTarget extends FormLimits {
  /** Names that the file's part may have. */
  readonly files: readonly string[];
  /** Into which the file is written. */
  readonly handle: FileHandle;
}

export interface ReceivedForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly filename: string;
  readonly fileBytes: number;
}

/** Of the name of a file, characters that are kept. */
const MAX_NAME = 255;

/**
 * Rejects with `bad-request` (415: no form; 413: too large; 400: broken, or not one file), `network` when the client goes away before its
 * end, `storage` when the file can't be written.
 */
export async function receiveForm(request: IncomingMessage, target: FormTarget): Promise<ReceivedForm> {
  const parser = parserOf(request, target);
  const fields: Record<string, string> = {};
  const parts: BusboyFileStream[] = [];
  let file: Promise<Omit<ReceivedForm, 'fields'>> | null = null;
  const over = Promise.withResolvers<void>();
  parser.on('field', (name, value, ...cut) => {
    // Of the name, of the value.
    if (cut.slice(0, 2).includes(true)) over.reject(tooLarge(`The field ${name.slice(0, 100)}`, target.maxFieldBytes, 'maxFieldBytes'));
    fields[name] = value;
  });
  parser.on('fieldsLimit', () =>
    over.reject(new SubcamError('bad-request', `A form has at most ${target.maxFields} fields (uploads.maxFields).`)),
  );
  parser.on('file', (name, stream, filename) => {
    parts.push(stream);
    // Told by the parser, too.
    stream.on('error', () => undefined);
    if (!target.files.includes(name)) {
      // Parts that are not known are passed over, as fields are.
      stream.resume();
      return;
    }
    if (file !== null) {
      stream.resume();
      over.reject(new SubcamError('bad-request', 'A form has one file: send each in a request of its own.'));
      return;
    }
    const named = filename === undefined || filename === '' ? 'audio' : filename.slice(-MAX_NAME);
    file = write(stream, target).then((fileBytes) => ({ filename: named, fileBytes }));
    file.catch((error: unknown) => over.reject(toSubcamError(error, 'storage')));
  });
  parser.on('finish', () => over.resolve());
  parser.on('error', (error) =>
    over.reject(new SubcamError('bad-request', 'The form is broken: it ends before its last part does.', { cause: error })),
  );
  const onClose = (): void => {
    if (!request.complete)
      over.reject(new SubcamError('network', 'The upload broke off before its end: send it again.', { retryable: true }));
  };
  request.on('close', onClose);
  request.on('error', onClose);
  request.pipe(parser);
  try {
    await over.promise;
    const received = await (file as Promise<Omit<ReceivedForm, 'fields'>> | null);
    if (received === null) {
      throw new SubcamError('bad-request', `The form has no file: send it as the part ${target.files.join(' or ')}.`);
    }
    return { fields, ...received };
  } catch (error) {
    // Nobody reads it any more: whoever writes it stops.
    for (const part of parts) part.destroy();
    await Promise.allSettled(file === null ? [] : [file as Promise<unknown>]);
    throw error;
  } finally {
    request.off('close', onClose);
    request.unpipe(parser);
    // What else comes is read and thrown away, so that the client reads its answer.
    request.resume();
  }
}

function parserOf(request: IncomingMessage, { files, maxFileBytes, maxFieldBytes, maxFields }: FormTarget): BusboyInstance {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw new HttpRefusal('bad-request', 'A file is sent as a form: use the Content-Type multipart/form-data.', 415);
  }
  // Boundaries and headers of parts take some, too.
  if (Number(request.headers['content-length'] ?? 0) > maxFileBytes + maxFields * maxFieldBytes)
    throw tooLarge('The file', maxFileBytes, 'maxFileBytes');
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      // A file without a name is one all the same.
      isPartAFile: (name, _type, filename) => filename !== undefined || files.includes(name ?? ''),
      limits: {
        fileSize: maxFileBytes,
        fieldSize: maxFieldBytes,
        fields: maxFields,
        files: maxFields,
        headerPairs: 50,
        headerSize: 16 * 1024,
      },
    });
  } catch (error) {
    throw new SubcamError('bad-request', 'The form has no boundary: let your HTTP library write its Content-Type.', { cause: error });
  }
}

async function write(stream: BusboyFileStream, { handle, maxFileBytes }: FormTarget): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) {
    const part = chunk as Buffer;
    bytes += part.length;
    await handle.write(part);
  }
  if (stream.truncated) throw tooLarge('The file', maxFileBytes, 'maxFileBytes');
  return bytes;
}

function tooLarge(what: string, bytes: number, setting: keyof FormLimits): HttpRefusal {
  return new HttpRefusal(
    'bad-request',
    `${what} is larger than the ${bytes} bytes that are taken here (uploads.${setting}): send it in pieces.`,
    413,
  );
}
