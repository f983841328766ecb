// Tokens: who may do what, until when; kept as hashes in a file, ended at once.
export { ensureToken } from './own-token.ts';
export { openTokens, type Grant, type TokenLimits, type Tokens, type TokensOptions } from './tokens.ts';
