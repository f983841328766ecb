// A package in place of sherpa-onnx-node, whose recogniser does what the name of its file of tokens says: reads, complains, ends its process, hangs.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Plain JavaScript, as the package is: it shares nothing with the product. */
const PACKAGE = String.raw`
const path = require('node:path');
const fs = require('node:fs');
const complain = (text) => fs.writeSync(2, text + '\n');
class Recogniser {
  constructor(config) {
    this.config = config;
    this.does = path.basename(config.modelConfig.tokens).split('.')[0];
    if (this.does === 'aborts') { complain('what():  Load model failed:Protobuf parsing failed.'); process.kill(process.pid, 'SIGABRT'); for (;;); }
    if (this.does === 'exits') { complain("'n_mels' does not exist in the metadata"); process.exit(255); }
    const isBroken = fs.existsSync(path.join(path.dirname(config.modelConfig.tokens), 'broken'));
    if (this.does === 'throws' || isBroken) throw new Error('Please check your config!');
    if (this.does === 'hangs') for (;;);
  }
  setConfig(config) { this.config = config; }
  createStream() { return { sound: [], acceptWaveform(part) { this.sound.push(...part.samples); }, inputFinished() { this.isOver = true; } }; }
  isReady(stream) { return stream.isOver && !stream.isRead; }
  decode(stream) {
    stream.isRead = true;
    const isLoud = stream.sound.some((value) => value > 0.05);
    if (this.does === 'complains') { complain('Unexpected input data type.\n\nReturn an empty result.'); return; }
    if (!isLoud) { stream.text = ''; return; }
    if (this.does === 'dies') { complain('Something broke in the decoder'); process.kill(process.pid, 'SIGABRT'); for (;;); }
    if (this.does === 'stops') for (;;);
    if (this.does === 'fails') { complain('bad alloc\nReturn an empty result.'); return; }
    const { whisper } = this.config.modelConfig;
    stream.text = ' hello there' + (whisper === undefined ? '' : ' in ' + whisper.language) + ' ';
  }
  getResult(stream) { return { text: stream.text ?? '', lang: this.does === 'tells' ? '<|de|>' : '' }; }
}
module.exports = { OfflineRecognizer: Recogniser, OnlineRecognizer: Recogniser };
`;

export interface ToySherpa extends AsyncDisposable {
  /** An environment in which the package is where the command puts it. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes the files of a model, empty, in a folder of this name; returns the folder. */
  model(name: string, files: readonly string[]): Promise<string>;
}

export async function openToySherpa(): Promise<ToySherpa> {
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-sherpa-'));
  const folder = path.join(home, 'subcam', 'sherpa-onnx', 'node_modules', 'sherpa-onnx-node');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"name":"sherpa-onnx-node","version":"0.0.0","main":"index.js"}');
  await writeFile(path.join(folder, 'index.js'), PACKAGE);
  return {
    env: { XDG_CACHE_HOME: home },
    model: async (name, files) => {
      const dir = path.join(home, name);
      await mkdir(dir, { recursive: true });
      for (const file of files) await writeFile(path.join(dir, file), '');
      return dir;
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}
