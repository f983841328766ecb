// Sound files of any kind -> AudioFrames: the one way in for files, pipes and uploads.
export { STANDARD_INPUT, unopened } from './byte-source.ts';
export { openSound, type OpenSoundOptions, type SoundFile } from './sound-file.ts';
