// @subcam/daemon: what other packages may use of the daemon.
export { loadConfig, translatorVariables, type ConfigFlags, type DaemonConfig } from './config/index.ts';
export { examineTranslators, openBareRoute, openRoute, routesOf, startDaemon, type Daemon, type StartOptions } from './compose.ts';
export type { OpenEngines } from './engines.ts';
export { openStore, searchTokens, type StoreOptions } from './store/index.ts';
export { startRunner, type RunnerHandle, type StartRunnerOptions } from './bots/index.ts';
export { installModels, modelRegistries } from './models/index.ts';
export { OffscreenCanvas } from './lib/offscreen-canvas.ts';
export { findChromium, findPostgres, findProgram } from './lib/programs.ts';
export {
  isMp4,
  openMp4File,
  openPngFolder,
  openTile,
  readTileLog,
  renderTileLog,
  type FrameSink,
  type Picture,
  type Rendering,
  type RenderTo,
  type Tile,
  type TileFrame,
  type TileLog,
  type TileOptions,
} from './tile/index.ts';
export type { WebcamStats } from '@subcam/shared/http';
export { localRecogniserOf } from './transcribe/index.ts';
export { openPartialTranslator, routeName, timedTranslator, translateFinals, type Route } from './translate/index.ts';
export { toSrt, toWebVtt, type SubtitleLine } from './subtitle/index.ts';
