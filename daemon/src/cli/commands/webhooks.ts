// subcam webhooks: who is told of what happens, and what they could not be told.
import { SubcamError, WEBHOOK_TOPICS, type WebhookTopic } from '@subcam/shared';
import {
  callRoute,
  createWebhookRoute,
  deadWebhookRoute,
  deleteWebhookRoute,
  listWebhooksRoute,
  MAX_DEAD_ROWS,
  resendWebhookRoute,
  testWebhookRoute,
  type DeadRow,
  type WebhookRow,
} from '@subcam/shared/http';
import { command, listOf } from '../command.ts';
import { commandGroup } from '../command-group.ts';
import { ADDRESS_ARGS, requireDaemon } from '../running-daemon.ts';
import { tableLines } from '../terminal.ts';

const ARGS = { ...ADDRESS_ARGS, json: { type: 'boolean', description: 'Print JSON' } } as const;
const ID_ARG = { id: { type: 'positional', description: 'Its id, as "subcam webhooks list" shows it', required: true } } as const;

const create = command({
  name: 'webhooks create',
  description: 'Make a webhook; its secret is shown once',
  args: {
    url: { type: 'positional', description: 'Where each event is sent: https://receiver.example/subcam', required: true },
    events: { type: 'string', description: `Of what it is told: ${WEBHOOK_TOPICS.join(',')} (default: all)`, valueHint: 'LIST' },
    ...ARGS,
  },
  run: async (args, terminal) => {
    const topics = topicsOf(args.events);
    const daemon = await requireDaemon(args, terminal);
    const { webhook, secret } = await callRoute(daemon, createWebhookRoute, { body: { url: args.url, topics } });
    if (args.json === true) terminal.out(JSON.stringify({ secret, ...webhook }));
    else {
      terminal.out(secret);
      terminal.say(`This is the only time that the secret is shown. To try it: subcam webhooks test ${webhook.id}`);
    }
    return 0;
  },
});

const list = command({
  name: 'webhooks list',
  description: 'The webhooks that there are, and what waits for each',
  args: ARGS,
  run: async (args, terminal) => {
    const daemon = await requireDaemon(args, terminal);
    const { webhooks: rows } = await callRoute(daemon, listWebhooksRoute, {});
    if (args.json === true) terminal.out(JSON.stringify({ webhooks: rows }));
    else if (rows.length === 0) terminal.say('There is none. "subcam webhooks create --help" says how one is made.');
    else for (const line of tableLines(rows.map(lineOf))) terminal.out(line);
    return 0;
  },
});

const test = command({
  name: 'webhooks test',
  description: 'Send one event that is none, and tell whether it was taken',
  args: { ...ID_ARG, ...ARGS },
  run: async (args, terminal) => {
    const daemon = await requireDaemon(args, terminal);
    const { delivered, problem } = await callRoute(daemon, testWebhookRoute, { params: { id: idOf(args.id) } });
    if (args.json === true) terminal.out(JSON.stringify({ delivered, problem }));
    else terminal.out(delivered ? 'Taken.' : `Not taken: ${problem ?? ''}`);
    return delivered ? 0 : 1;
  },
});

const remove = command({
  name: 'webhooks delete',
  description: 'End a webhook, with everything that it was still to be told',
  args: { ...ID_ARG, ...ARGS },
  run: async (args, terminal) => {
    const daemon = await requireDaemon(args, terminal);
    const { deleted } = await callRoute(daemon, deleteWebhookRoute, { params: { id: idOf(args.id) } });
    terminal.out(args.json === true ? JSON.stringify({ deleted }) : `Deleted: ${deleted}`);
    return 0;
  },
});

const dead = command({
  name: 'webhooks dead',
  description: 'The events that were given up, and why',
  args: { ...ID_ARG, ...ARGS },
  run: async (args, terminal) => {
    const daemon = await requireDaemon(args, terminal);
    const rows: DeadRow[] = [];
    for (;;) {
      const query = { after: rows.at(-1)?.deliveryId ?? 0 };
      const page = await callRoute(daemon, deadWebhookRoute, { params: { id: idOf(args.id) }, query });
      rows.push(...page.dead);
      if (page.dead.length < MAX_DEAD_ROWS) break;
    }
    if (args.json === true) terminal.out(JSON.stringify({ dead: rows }));
    else if (rows.length === 0) terminal.say('None was given up.');
    else for (const line of tableLines(rows.map(deadLineOf))) terminal.out(line);
    return 0;
  },
});

const resend = command({
  name: 'webhooks resend',
  description: 'Send again what was given up: all of it, or one event',
  args: {
    ...ID_ARG,
    delivery: { type: 'string', description: 'Only this, by its number in "subcam webhooks dead"', valueHint: 'N' },
    ...ARGS,
  },
  run: async (args, terminal) => {
    const body = args.delivery === undefined ? {} : { deliveryIds: [numberOf(args.delivery)] };
    const daemon = await requireDaemon(args, terminal);
    const { resent } = await callRoute(daemon, resendWebhookRoute, { params: { id: idOf(args.id) }, body });
    terminal.out(args.json === true ? JSON.stringify({ resent }) : `Sent again: ${resent}`);
    return 0;
  },
});

export const webhooks = commandGroup({
  name: 'webhooks',
  description: 'Who is told of what happens, and what they could not be told',
  subcommands: { create, list, test, delete: remove, dead, resend },
  byDefault: 'list',
  notes: [
    'subcam webhooks create https://receiver.example/subcam --events transcript,translation',
    'subcam webhooks resend ID                             what was given up is sent again',
    '',
    'Each event is signed (https://www.standardwebhooks.com) and sent at least once, until it is answered with 2xx. Private addresses have to be',
    'allowed first: webhooks.allowedTargets in the configuration file, or SUBCAM_WEBHOOKS_ALLOWED_TARGETS.',
  ].join('\n'),
});

/** Throws `configuration`. */
function topicsOf(text: string | undefined): WebhookTopic[] {
  if (text === undefined) return [...WEBHOOK_TOPICS];
  const given = listOf(text);
  const wrong = given.find((topic) => !WEBHOOK_TOPICS.some((known) => known === topic));
  if (wrong !== undefined || given.length === 0)
    throw new SubcamError('configuration', `--events is one or more of ${WEBHOOK_TOPICS.join(', ')}, not "${wrong ?? text}".`);
  return WEBHOOK_TOPICS.filter((topic) => given.includes(topic));
}

function idOf(text: string): string {
  if (/^[a-z0-9]{1,40}$/.test(text)) return text;
  throw new SubcamError('configuration', 'An id has small letters and digits: "subcam webhooks list" shows them.');
}

function numberOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new SubcamError('configuration', '--delivery is a number, as "subcam webhooks dead" shows it.');
}

function lineOf({ id, topics, url, pending, dead: gaveUp }: WebhookRow): readonly string[] {
  return [id, topics.join(','), `${pending} waiting`, `${gaveUp} given up`, url];
}

function deadLineOf({ deliveryId, type, atMs, attempts, problem }: DeadRow): readonly string[] {
  return [String(deliveryId), type, new Date(atMs).toLocaleString(), `${attempts} attempts`, problem];
}
