// Scripts -> NAME.ogg + NAME.json: synthesisers speak each sentence and tell when each word is said, ffmpeg packs the sound.
// Run it with `node e2e/mock-meet/conversation/make.ts NAME` where flite, espeak-ng and ffmpeg are installed; what it writes is kept in the repository. Kokoro
// (90 MB) is fetched where a voice of its speaks.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { loadConfig } from '@subcam/daemon';
import { SubcamError } from '@subcam/shared';
import { speakWithFlite } from './flite-voice.ts';
import { fetchKokoro, type Kokoro } from './kokoro-voice.ts';
import { LEAD_IN_MS, SCRIPTS, type ConversationScript, type ScriptLine, type ScriptSpeaker } from './script.ts';
import { VOICE_RATE_HZ, type SpokenSentence } from './spoken-sentence.ts';

const run = promisify(execFile);

/** Root mean square of speech, dB of full scale: broadcast speech (EBU R 128) is at −23. */
const SPEECH_LEVEL_DB = -23;

interface SpokenLine extends SpokenSentence {
  readonly line: ScriptLine;
}

/** One gain for each voice, from all that it says. */
function gainOf(spoken: readonly SpokenLine[]): number {
  let power = 0;
  let count = 0;
  for (const { samples } of spoken) {
    for (const sample of samples) power += sample * sample;
    count += samples.length;
  }
  return 10 ** (SPEECH_LEVEL_DB / 20) / Math.sqrt(power / count);
}

const whole = (ms: number): number => Math.round(ms);

interface Voices {
  readonly kokoro: Kokoro | null;
  /** A folder for files that nobody needs afterwards. */
  readonly scratch: string;
}

function speak(text: string, { voice }: ScriptSpeaker, { kokoro, scratch }: Voices): Promise<SpokenSentence> {
  if (voice.synthesiser === 'flite') return speakWithFlite(text, voice, scratch);
  if (kokoro === null) throw new SubcamError('configuration', 'Kokoro is not open.');
  return kokoro.speak(text, voice, scratch);
}

async function make(script: ConversationScript, kokoro: Kokoro | null): Promise<void> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'subcam-conversation-'));
  try {
    const speakers = new Map(script.speakers.map((speaker) => [speaker.speakerId, speaker]));
    const spoken: SpokenLine[] = [];
    for (const line of script.lines) {
      const speaker = speakers.get(line.speakerId);
      if (speaker === undefined) throw new SubcamError('configuration', `The script has no speaker "${line.speakerId}".`);
      spoken.push({ line, ...(await speak(line.text, speaker, { kokoro, scratch })) });
    }
    const gains = new Map(
      script.speakers.map(({ speakerId }) => [speakerId, gainOf(spoken.filter(({ line }) => line.speakerId === speakerId))]),
    );
    const durationMs = spoken.reduce((sum, { durationMs, line }) => sum + durationMs + line.pauseMs, LEAD_IN_MS);
    const mix = new Float32Array(Math.ceil((durationMs * VOICE_RATE_HZ) / 1000));
    let startMs = LEAD_IN_MS;
    const utterances = spoken.map(({ line, samples, onsetMs, words, durationMs }) => {
      const at = Math.round(((startMs - onsetMs) * VOICE_RATE_HZ) / 1000);
      const gain = gains.get(line.speakerId) ?? 1;
      for (const [index, sample] of samples.entries()) {
        const place = at + index;
        if (place >= 0 && place < mix.length) mix[place] = (mix[place] ?? 0) + gain * sample;
      }
      const language = speakers.get(line.speakerId)?.language;
      const utterance = {
        speakerId: line.speakerId,
        startMs: whole(startMs),
        endMs: whole(startMs + durationMs),
        text: line.text,
        ...(language === undefined ? {} : { language }),
        words: words.map((word) => ({ text: word.text, startMs: whole(startMs + word.startMs), endMs: whole(startMs + word.endMs) })),
      };
      startMs += durationMs + line.pauseMs;
      return utterance;
    });
    const peak = mix.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    if (peak >= 1) throw new SubcamError('engine-failed', `The mix would clip (peak ${peak.toFixed(2)}). Lower SPEECH_LEVEL_DB.`);

    const raw = path.join(scratch, 'mix.f32');
    await writeFile(raw, new Uint8Array(mix.buffer));
    const audioPath = path.join(import.meta.dirname, `${script.name}.ogg`);
    const opus = ['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip'];
    const plain = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
    await run('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-f',
      'f32le',
      '-ar',
      String(VOICE_RATE_HZ),
      '-ac',
      '1',
      '-i',
      raw,
      ...opus,
      ...plain,
      audioPath,
    ]);
    const transcript = {
      speakers: script.speakers.map(({ speakerId, name }) => ({ speakerId, name })),
      wordTimes: 'exact',
      durationMs: whole(durationMs),
      utterances,
    };
    await writeFile(path.join(import.meta.dirname, `${script.name}.json`), `${JSON.stringify(transcript, null, 1)}\n`);
    process.stdout.write(
      `${script.lines.length} sentences, ${(durationMs / 1000).toFixed(1)} s, peak ${(20 * Math.log10(peak)).toFixed(1)} dB: ${audioPath}\n`,
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const { positionals } = parseArgs({ allowPositionals: true });
const script = SCRIPTS.find(({ name }) => name === positionals[0]);
if (script === undefined || positionals.length > 1)
  throw new SubcamError('configuration', `Name the conversation to make: ${SCRIPTS.map(({ name }) => name).join(' or ')}.`);
const { modelsDir } = await loadConfig(process.env);
const isKokoroHeard = script.speakers.some(({ voice }) => voice.synthesiser === 'kokoro');
await make(script, isKokoroHeard ? await fetchKokoro(path.join(path.dirname(modelsDir), 'bench'), new AbortController().signal) : null);
