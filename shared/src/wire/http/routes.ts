// Every route that there is: what is not in this list is neither served nor described.
import { uploadAudioRoute } from './audio-upload.ts';
import { botStatsRoute, botStatusRoute, commandBotRoute, listBotsRoute, stopBotRoute } from './bots.ts';
import { changeConfigRoute, configRoute } from './config.ts';
import {
  deleteAllRoute,
  deletePersonRoute,
  deleteSessionRoute,
  exportPersonRoute,
  exportSessionRoute,
  importSessionsRoute,
} from './data-files.ts';
import {
  dataSearchRoute,
  dataSessionRoute,
  dataSessionSearchRoute,
  dataSessionsRoute,
  dataSpeakerRoute,
  dataSpeakersRoute,
  dataStatisticsRoute,
  dataTimelineRoute,
  dataTranscriptsRoute,
  dataTranslationsRoute,
} from './data.ts';
import { beginDatabaseMoveRoute, databaseMoveRoute, stopDatabaseMoveRoute } from './database.ts';
import { changeGlossaryRoute, glossaryRoute } from './glossary.ts';
import { enginesRoute, healthRoute } from './health.ts';
import { partHealthRoute, readyRoute } from './health-parts.ts';
import { identityRoute } from './identity.ts';
import { metricsRoute } from './metrics.ts';
import { openApiRoute } from './openapi.ts';
import { docsPageRoute, homePageRoute, pageFileRoute, sessionPageRoute } from './pages.ts';
import { pairRoute, pairSealedRoute, startPairingRoute } from './pairing.ts';
import type { RouteDefinition } from './route.ts';
import { linkSessionRoute } from './sessions.ts';
import {
  applyPresetRoute,
  checkCompatibilityRoute,
  compatibilityRoute,
  presetRoute,
  presetsRoute,
  replaceUnifiedRoute,
  rollBackSettingsRoute,
  syncStatusRoute,
  unifiedSettingsRoute,
  updateSettingsRoute,
} from './settings-sync.ts';
import { createTokenRoute, listTokensRoute, revokeTokenRoute } from './tokens.ts';
import {
  changeWebcamConfigRoute,
  startWebcamRoute,
  stopWebcamRoute,
  webcamConfigRoute,
  webcamFrameRoute,
  webcamPacketsRoute,
} from './virtual-webcam.ts';
import {
  createWebhookRoute,
  deadWebhookRoute,
  deleteWebhookRoute,
  listWebhooksRoute,
  resendWebhookRoute,
  testWebhookRoute,
} from './webhooks.ts';

export const ROUTES: readonly RouteDefinition[] = [
  homePageRoute,
  docsPageRoute,
  pageFileRoute,
  sessionPageRoute,
  healthRoute,
  readyRoute,
  partHealthRoute,
  enginesRoute,
  metricsRoute,
  identityRoute,
  openApiRoute,
  startPairingRoute,
  pairRoute,
  pairSealedRoute,
  listTokensRoute,
  createTokenRoute,
  revokeTokenRoute,
  linkSessionRoute,
  uploadAudioRoute,
  listBotsRoute,
  botStatsRoute,
  botStatusRoute,
  stopBotRoute,
  commandBotRoute,
  configRoute,
  changeConfigRoute,
  syncStatusRoute,
  unifiedSettingsRoute,
  replaceUnifiedRoute,
  updateSettingsRoute,
  rollBackSettingsRoute,
  presetsRoute,
  presetRoute,
  applyPresetRoute,
  compatibilityRoute,
  checkCompatibilityRoute,
  glossaryRoute,
  changeGlossaryRoute,
  dataSessionsRoute,
  deleteAllRoute,
  dataSessionRoute,
  deleteSessionRoute,
  importSessionsRoute,
  dataTranscriptsRoute,
  dataTranslationsRoute,
  dataTimelineRoute,
  dataSpeakersRoute,
  dataSpeakerRoute,
  dataStatisticsRoute,
  dataSessionSearchRoute,
  dataSearchRoute,
  exportSessionRoute,
  exportPersonRoute,
  deletePersonRoute,
  databaseMoveRoute,
  beginDatabaseMoveRoute,
  stopDatabaseMoveRoute,
  webcamFrameRoute,
  webcamConfigRoute,
  changeWebcamConfigRoute,
  webcamPacketsRoute,
  startWebcamRoute,
  stopWebcamRoute,
  listWebhooksRoute,
  createWebhookRoute,
  deleteWebhookRoute,
  testWebhookRoute,
  deadWebhookRoute,
  resendWebhookRoute,
];
