// HTTP of the daemon: one Express application of all routes, each by its definition.
import type { IncomingMessage } from 'node:http';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { RouteLimitValues } from '@subcam/shared/http';
import type { PairingLimits } from '../auth/pairing.ts';
import type { RefusalLog } from '../refusal-log.ts';
import { admitOrigins, type AdmitRequest } from './admit-origin.ts';
import { answerAudioUpload, type AudioUploadDeps } from './audio-upload.ts';
import { answerBots, type BotsDeps } from './bots.ts';
import { correlate } from './correlation.ts';
import { answerConfig, type ConfigDeps } from './config.ts';
import { answerData, type DataDeps } from './data.ts';
import { answerDatabase, type DatabaseDeps } from './database.ts';
import { answerGlossary, type GlossaryDeps } from './glossary.ts';
import { answerHealth, type HealthDeps } from './health.ts';
import { failures, nothingHere } from './http-errors.ts';
import { answerMetrics, type MetricsDeps } from './metrics.ts';
import { mountRoutes, type Doors } from './mount-routes.ts';
import { answerIdentity, type IdentityDeps } from './identity.ts';
import { answerOpenApi, type OpenApiDeps } from './openapi.ts';
import { answerPages } from './pages.ts';
import { answerPairing, type PairingDeps } from './pairing.ts';
import { answerSessions, type SessionsDeps } from './sessions.ts';
import { answerSettingsSync, type SettingsSyncDeps } from './settings-sync.ts';
import { answerTokens, type TokensDeps } from './tokens.ts';
import { answerVirtualWebcam, type VirtualWebcamDeps } from './virtual-webcam.ts';
import { answerWebhooks, type WebhooksDeps } from './webhooks.ts';

export interface HttpApiDeps
  extends
    HealthDeps,
    IdentityDeps,
    PairingDeps,
    TokensDeps,
    SessionsDeps,
    SettingsSyncDeps,
    DataDeps,
    DatabaseDeps,
    GlossaryDeps,
    VirtualWebcamDeps,
    MetricsDeps,
    OpenApiDeps,
    Doors,
    AudioUploadDeps,
    WebhooksDeps,
    BotsDeps {
  readonly registry: HealthDeps['registry'] & VirtualWebcamDeps['registry'] & SessionsDeps['registry'];
  readonly tokens: IdentityDeps['tokens'] & TokensDeps['tokens'];
  readonly settings: ConfigDeps['settings'] & SettingsSyncDeps['settings'];
  readonly glossary: GlossaryDeps['glossary'];
  readonly limits: () => RouteLimitValues & PairingLimits & ReturnType<BotsDeps['limits']>;
  readonly admit: AdmitRequest;
  /** From where a request comes; of one that a trusted proxy passes on, from where it came to that. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly refusals: RefusalLog;
}

export function createHttpApi(deps: HttpApiDeps): Express {
  const app = express();
  app.use(helmet());
  app.use(correlate);
  app.use(admitOrigins(deps.admit));
  mountRoutes(
    app,
    [
      ...answerPages(),
      ...answerHealth(deps),
      ...answerMetrics(deps),
      ...answerIdentity(deps),
      ...answerOpenApi(deps),
      ...answerPairing(deps),
      ...answerTokens(deps),
      ...answerSessions(deps),
      ...answerAudioUpload(deps),
      ...answerBots(deps),
      ...answerConfig(deps),
      ...answerSettingsSync(deps),
      ...answerGlossary(deps),
      ...answerData(deps),
      ...answerDatabase(deps),
      ...answerVirtualWebcam(deps),
      ...answerWebhooks(deps),
    ],
    deps,
  );
  app.use(nothingHere);
  app.use(failures(deps.refusals, deps.addressOf));
  return app;
}
