// For gateways of tests: what one request, message or stranger may ask, as it comes but for what a test would take long to reach.

export const REQUEST_LIMITS = {
  maxBodyBytes: 16 * 1024,
  maxGlossaryBytes: 16 * 1024 * 1024,
  maxImportBytes: 1024 * 1024,
  maxPacketsBytes: 2 * 1024 * 1024,
  maxPacketsPerRequest: 20,
  maxPacketRequestsPerSecond: 20,
  maxPicturesPerSecond: 20,
  maxWebhookTestsPerMinute: 3,
  requestMs: 300_000,
  maxHeaderBytes: 16 * 1024,
  maxHttpConnections: 1_000,
  maxMessageBytes: 64 * 1024,
  maxMessageParts: 64,
  maxStrangerMessages: 32,
  pairingCodeMs: 300_000,
};
