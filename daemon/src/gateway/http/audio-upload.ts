// Sound over HTTP: a form with a file -> the chunk that it is, read by others, and the answer in the contract's words.
import { samplesToMs, SubcamError, type EngineSet } from '@subcam/shared';
import { uploadAudioRoute, type ResponseOf, type UploadResult } from '@subcam/shared/http';
import type { ReadChunk, ReadSegment, Uploads } from '../../upload/index.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';
import { receiveForm } from './receive-form.ts';
import { requestedUpload } from './upload-request.ts';

export interface AudioUploadDeps {
  readonly uploads: Uploads;
  readonly engines: () => EngineSet;
}

export function answerAudioUpload({ uploads, engines }: AudioUploadDeps): readonly AnsweredRoute[] {
  return [
    answered(uploadAudioRoute, async ({ formRequest, grant }) => {
      await using upload = await uploads.open();
      const { files } = uploadAudioRoute.form;
      const { handle } = upload.file;
      const form = await receiveForm(formRequest(), { files, handle, ...uploads.limits() });
      const chunk = requestedUpload(form, engines().stt);
      const read = await upload.read(chunk, grant?.tokenId ?? '').catch((error: unknown) => {
        // The request was well-formed.
        if (error instanceof SubcamError && error.code === 'bad-request') throw new HttpRefusal(error.code, error.message, 422);
        throw error;
      });
      return answerOf(read);
    }),
  ];
}

function answerOf(read: ReadChunk): ResponseOf<typeof uploadAudioRoute> {
  return {
    upload_id: read.uploadId,
    session_id: read.sessionId,
    chunk_id: read.chunkId,
    filename: read.filename,
    status: 'uploaded_and_processed',
    file_size: read.fileBytes,
    processing_result: resultOf(read),
    timestamp: read.answeredAtMs / 1000,
  };
}

function resultOf(read: ReadChunk): UploadResult {
  const { segments, translations, error, notApplied, isTranscribed } = read;
  const confidences = segments.flatMap(({ transcript: { confidence } }) => confidence ?? []);
  const last = segments.findLast(({ transcript }) => transcript.status === 'final');
  const failures = Object.values(translations).some((translation) => 'error' in translation);
  const speakers = speakersOf(segments);
  return {
    status: statusOf(isTranscribed, error !== null || failures),
    duration: samplesToMs(read.endSample - read.firstSample) / 1000,
    processing_time: read.processingMs / 1000,
    transcription: segments.map(({ transcript }) => transcript.text).join(' '),
    language: segments[0]?.transcript.language ?? null,
    confidence: confidences.length === 0 ? null : Math.min(...confidences),
    segments: segments.map((segment) => segmentOf(segment, read)),
    ...(speakers.length === 0 ? {} : { speakers }),
    ...(last === undefined ? {} : { transcript_id: idOf(last) }),
    translations,
    not_applied: Object.keys(notApplied),
    not_applied_reasons: notApplied,
    ...(error === null ? {} : { error }),
  };
}

function statusOf(isTranscribed: boolean, hasFailures: boolean): UploadResult['status'] {
  if (!isTranscribed) return 'not_transcribed';
  return hasFailures ? 'partial' : 'completed';
}

function idOf({ transcript: { captureId, firstSample } }: ReadSegment): string {
  return `${captureId}:${firstSample}`;
}

function segmentOf(segment: ReadSegment, { firstSample, captureStartedAtMs }: ReadChunk): UploadResult['segments'][number] {
  const { transcript, attribution } = segment;
  const seconds = (sample: number): number => samplesToMs(sample) / 1000;
  const sinceEpoch = (sample: number): number => captureStartedAtMs / 1000 + seconds(sample);
  return {
    id: idOf(segment),
    start: seconds(transcript.firstSample - firstSample),
    end: seconds(transcript.endSample - firstSample),
    start_timestamp: sinceEpoch(transcript.firstSample),
    end_timestamp: sinceEpoch(transcript.endSample),
    text: transcript.text,
    language: transcript.language,
    confidence: transcript.confidence,
    speaker_id: attribution.speakerLabel,
    speaker_name: attribution.displayName,
    is_final: transcript.status === 'final',
  };
}

/** Each once, in the order in which they spoke. */
function speakersOf(segments: readonly ReadSegment[]): NonNullable<UploadResult['speakers']> {
  const speakers = new Map<string, NonNullable<UploadResult['speakers']>[number]>();
  for (const { attribution } of segments) {
    const { speakerLabel, displayName } = attribution;
    if (speakerLabel !== null) speakers.set(speakerLabel, { speaker_id: speakerLabel, speaker_name: displayName });
  }
  return [...speakers.values()];
}
