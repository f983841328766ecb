// A record's filter expression -> the channels of Firefox on a computer that get the record.
import { MODEL_CHANNELS, type ModelChannel } from '@subcam/shared';

/** What an expression can ask for. `default` is a build of one's own. */
interface Firefox {
  readonly channel: string;
  readonly os: string;
}

const TOKEN = /\s*(\(|\)|&&|\|\||[^()&|\s]+(?:\s*(?:==|!=|>=|<=|>|<)\s*(?:'[^']*'|"[^"]*"|-?\d+))?|.)/gy;
/** The version of Firefox that a record is for. Only with `versionCompare`, whose brackets are taken away before tokens are made. */
const VERSION = /env\.version\s*\|\s*versionCompare\(\s*(?:'[^']*'|"[^"]*")\s*\)\s*(>=|>|<=|<|==|!=)\s*0/g;
const COMPARISON = /^env\.(channel|appinfo\.OS)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)")$/;

/**
 * The most stable channel that gets a record with this expression (JEXL, of which registries use comparisons with `&&`, `||` and brackets); null:
 * none on a computer does, or the expression is not understood. Versions are compared as those of the newest Firefox.
 */
export function channelOf(expression: string | null | undefined): ModelChannel | null {
  if (expression === null || expression === undefined || expression.trim() === '') return 'release';
  // The newest Firefox is later than every version that is named.
  const plain = expression.replaceAll(VERSION, (_, comparison: string) => (/^(>|!=)/.test(comparison) ? 'yes' : 'no'));
  const tokens = [...plain.matchAll(TOKEN)].map(([, token = '']) => token);
  return MODEL_CHANNELS.find((channel) => evaluate(tokens, { channel, os: 'Linux' }) === true) ?? null;
}

/** null: not understood. */
function evaluate(tokens: readonly string[], firefox: Firefox): boolean | null {
  let at = 0;
  const term = (): boolean | null => {
    const token = tokens[at];
    at += 1;
    if (token !== '(') return token === undefined ? null : compare(token, firefox);
    const inner = either();
    if (tokens[at] !== ')') return null;
    at += 1;
    return inner;
  };
  const both = (): boolean | null => {
    let value = term();
    while (tokens[at] === '&&') {
      at += 1;
      const next = term();
      value = value === null || next === null ? null : value && next;
    }
    return value;
  };
  const either = (): boolean | null => {
    let value = both();
    while (tokens[at] === '||') {
      at += 1;
      const next = both();
      value = value === null || next === null ? null : value || next;
    }
    return value;
  };
  const value = either();
  return at === tokens.length ? value : null;
}

function compare(token: string, { channel, os }: Firefox): boolean | null {
  if (token === 'yes' || token === 'no') return token === 'yes';
  const [, name, comparison, single, double] = COMPARISON.exec(token) ?? [];
  if (name === undefined) return null;
  return ((name === 'channel' ? channel : os) === (single ?? double)) === (comparison === '==');
}
