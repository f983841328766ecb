// Tile: the subtitle tile without a browser: drawn from events, cues or packets, as frames, pictures, PNGs or an MP4.
export { createBrowserlessTiles, type BrowserlessLimits, type BrowserlessTiles } from './browserless-tiles.ts';
export { openTile, type Tile, type TileFrame, type TileOptions } from './open-tile.ts';
export { openMp4File } from './mp4-file.ts';
export { openPngFolder } from './png-folder.ts';
export type { FrameSink } from './frame-sink.ts';
export { packetLanguage } from './packet-cues.ts';
export { isMp4, renderTileLog, type Rendering, type RenderTo } from './render.ts';
export { followSessionTiles, type LiveTile, type SessionSource, type SessionTiles } from './session-tiles.ts';
export { readTileLog, type TileLog } from './tile-log.ts';
export type { Picture } from './tile-painter.ts';
export { readWebcamConfig, webcamConfigOf } from './webcam-contract.ts';
