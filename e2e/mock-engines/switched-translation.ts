// The contract's translation service on a GPU, as it says, that can be taken away, hang and come back while it is asked.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyOf } from 'node:stream/consumers';

export interface SwitchedTranslation {
  /** The same however often it goes and comes back. */
  readonly url: string;
  /** `works`: it answers. `hangs`: it takes a text and never answers. `gone`: nothing listens. */
  become(state: 'works' | 'hangs' | 'gone'): Promise<void>;
  /** Texts that it has taken since it hangs. */
  hanging(): number;
  close(): Promise<void>;
}

const PAGES: Readonly<Record<string, object>> = {
  '/api/health': { status: 'healthy' },
  '/api/device-info': { device: 'cuda:0' },
  '/api/languages': { languages: ['en', 'pt', 'es'] },
};

/** Writes `[pt] ` before each text, so that it is known by it. */
export async function startSwitchedTranslation(): Promise<SwitchedTranslation> {
  let isHanging = false;
  let hanging = 0;
  let server: Server | null = null;

  const listen = async (port: number): Promise<Server> => {
    const opened = createServer((request, response) => {
      const reply = (status: number, body: object): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      const work = async (): Promise<void> => {
        const body = await bodyOf(request);
        const page = PAGES[request.url ?? ''];
        if (page !== undefined) return reply(200, page);
        if (request.url !== '/api/translate') return reply(404, { error: 'Not Found' });
        if (isHanging) {
          hanging += 1;
          return;
        }
        const { text, target_language } = JSON.parse(body) as { readonly text: string; readonly target_language: string };
        reply(200, { translated_text: `[${target_language}] ${text}`, confidence: 0.9, backend_used: 'gpu', model_used: 'large' });
      };
      // A client that goes away is no failure of the service.
      work().catch(() => response.destroy());
    });
    opened.listen(port, '127.0.0.1');
    await once(opened, 'listening');
    return opened;
  };

  server = await listen(0);
  const { port } = server.address() as AddressInfo;
  const leave = async (): Promise<void> => {
    if (server === null) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    server = null;
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    become: async (state) => {
      isHanging = state === 'hangs';
      hanging = 0;
      if (state === 'gone') await leave();
      else server ??= await listen(port);
    },
    hanging: () => hanging,
    close: leave,
  };
}
