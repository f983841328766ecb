// Tile: the subtitle tile without a browser: drawn from events, cues or packets, as frames, pictures, PNGs or an MP4.
export { openTile, type Tile, type TileFrame, type TileOptions } from './open-tile.ts';
export { openMp4File } from './mp4-file.ts';
export { openPngFolder } from './png-folder.ts';
export type { FrameSink } from './frame-sink.ts';
export { createPacketCues, packetLanguage, type PacketCues } from './packet-cues.ts';
export { isMp4, renderTileLog, type Rendering, type RenderTo } from './render.ts';
export { createSessionTile, type SessionTile } from './session-tile.ts';
export { readTileLog, type TileLog } from './tile-log.ts';
export { createTilePainter, type Picture, type TilePainter } from './tile-painter.ts';
export { readWebcamConfig, webcamConfig, webcamStats, type WebcamStats } from './webcam-contract.ts';
