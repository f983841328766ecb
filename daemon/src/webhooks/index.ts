// Webhooks: what happens in sessions and of bots, told to receivers elsewhere.
export { openWebhooks, type WebhookLimits, type Webhooks, type WebhooksDeps } from './webhooks.ts';
