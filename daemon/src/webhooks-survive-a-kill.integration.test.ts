// A daemon is killed while its receiver takes nothing: each final that is stored was put into the outbox with it, and is told by the next daemon.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callRoute, createWebhookRoute, dataTranscriptsRoute, listWebhooksRoute } from '@subcam/shared/http';
import { expect, it, vi } from 'vitest';
import { startDaemonChild } from './testing/daemon-child.ts';
import { hang, json, startScriptedService } from './testing/scripted-service.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

const SESSION_ID = 'a-talk';

interface Told {
  readonly type: string;
  readonly id: string;
}

it(
  'is at-least-once over a SIGKILL: every stored final is told, each under one id, and nothing that is not stored',
  { timeout: 60_000 },
  async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'subcam-webhooks-kill-'));
    let takes = false;
    const tried: Told[] = [];
    const taken: Told[] = [];
    const receiver = await startScriptedService(({ body }) => {
      const told = JSON.parse(body) as Told;
      (takes ? taken : tried).push(told);
      return takes ? json({}) : hang;
    });
    let reads = 0;
    const whisper = await startScriptedService(({ field }) => json({ text: `Words number ${(reads += 1)}.`, language: field('language') }));
    const env = {
      SUBCAM_STT: 'whisper-service',
      SUBCAM_WHISPER_URL: whisper.url,
      SUBCAM_TRANSLATOR: 'none',
      SUBCAM_WEBHOOKS_ALLOWED_TARGETS: '127.0.0.1',
    };
    let daemon = await startDaemonChild(home, { env });
    try {
      const { token } = daemon;
      const address = () => ({ url: daemon.url, token });
      await callRoute(address(), createWebhookRoute, { body: { url: receiver.url, topics: ['transcript'] } });
      const said = await speak('We live in the old house by the river.');
      const sound = join([pause(300), said, pause(900), said, pause(900), said, pause(900), said, pause(900)]);
      const talk = startSteadyClient({ url: () => daemon.url, token, sessionId: SESSION_ID, sound, speed: 3, targetLanguages: [] });
      // It has one request at a time: the first final is under way, and the second waits in the outbox.
      await vi.waitFor(async () => expect((await callRoute(address(), listWebhooksRoute, {})).webhooks).toMatchObject([{ pending: 2 }]), {
        timeout: 20_000,
      });
      await daemon.kill();
      expect(taken).toEqual([]);
      takes = true;
      daemon = await startDaemonChild(home, { env });
      expect(await talk.account).toMatchObject({ lostSamples: 0 });
      await vi.waitFor(
        async () => expect((await callRoute(address(), listWebhooksRoute, {})).webhooks).toMatchObject([{ pending: 0, dead: 0 }]),
        {
          timeout: 20_000,
        },
      );
      const { transcripts } = await callRoute(address(), dataTranscriptsRoute, { params: { id: SESSION_ID } });
      const stored = transcripts.map(({ correlation_id: id }) => `transcript:${id}`);
      expect(stored.length).toBeGreaterThanOrEqual(4);
      expect([...new Set(taken.map(({ id }) => id))].toSorted()).toEqual(stored.toSorted());
      // What the killed daemon had begun to send is told again, as the same event.
      expect(tried.length).toBeGreaterThan(0);
      for (const { id } of tried) expect(stored).toContain(id);
    } finally {
      await daemon.stop();
      receiver.close();
      whisper.close();
      await rm(home, { recursive: true, force: true });
    }
  },
);
