// Limits of a gateway that a handful of clients use.

export const FEW_CLIENTS = {
  maxWaitingBytes: 8_000_000,
  tokenDeadlineMs: 5_000,
  maxStrangers: 10,
  maxEndedBots: 10,
  maxBots: 10,
  maxBotsPerClient: 10,
  maxBotsPerRunner: 1,
  maxConnections: 100,
  maxConnectionsPerClient: 100,
  maxReaders: 100,
  maxReadersPerClient: 100,
  maxSubscriptions: 10,
};
