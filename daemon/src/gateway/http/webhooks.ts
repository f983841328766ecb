// Webhooks over HTTP: made and ended by who may administer the daemon, tried and sent again by who may operate it.
import { SubcamError } from '@subcam/shared';
import {
  createWebhookRoute,
  deadWebhookRoute,
  deleteWebhookRoute,
  listWebhooksRoute,
  MAX_DEAD_ROWS,
  resendWebhookRoute,
  testWebhookRoute,
  type WebhookRow,
} from '@subcam/shared/http';
import type { Webhooks } from '../../webhooks/index.ts';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';

export interface WebhooksDeps {
  readonly webhooks: Pick<Webhooks, 'create' | 'dead' | 'has' | 'list' | 'remove' | 'resend' | 'test'>;
}

export function answerWebhooks({ webhooks }: WebhooksDeps): readonly AnsweredRoute[] {
  const known = (id: string): string => {
    if (webhooks.has(id)) return id;
    throw new HttpRefusal('bad-request', 'There is no webhook of this id: "subcam webhooks list" shows them.', 404);
  };
  return [
    answered(listWebhooksRoute, async () => ({ webhooks: (await webhooks.list()).map(rowOf) })),
    answered(createWebhookRoute, async ({ body: { url, topics } }) => {
      try {
        const { secret, ...webhook } = await webhooks.create({ url, topics });
        return { webhook: rowOf({ ...webhook, pending: 0, dead: 0 }), secret };
      } catch (thrown) {
        if (!(thrown instanceof SubcamError) || thrown.code !== 'configuration') throw thrown;
        throw new SubcamError('bad-request', thrown.message, { cause: thrown });
      }
    }),
    answered(deleteWebhookRoute, async ({ params: { id } }) => {
      await webhooks.remove(known(id));
      return { deleted: id };
    }),
    answered(testWebhookRoute, async ({ params: { id } }) => {
      const problem = await webhooks.test(known(id));
      return { delivered: problem === null, problem };
    }),
    answered(deadWebhookRoute, async ({ params: { id }, query: { after } }) => ({
      dead: await webhooks.dead(known(id), { afterId: after, limit: MAX_DEAD_ROWS }),
    })),
    answered(resendWebhookRoute, async ({ params: { id }, body: { deliveryIds } }) => ({
      resent: await webhooks.resend(known(id), deliveryIds ?? null),
    })),
  ];
}

function rowOf({ webhookId, topics, ...row }: Awaited<ReturnType<Webhooks['list']>>[number]): WebhookRow {
  return { id: webhookId, ...row, topics: [...topics] };
}
