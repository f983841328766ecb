// An Express application -> every method and path that it answers, and the middleware beside them.
import type { Express } from 'express';

/** Of the router that Express is made of (package `router` 2): what its types leave out. */
interface Layer {
  readonly name: string;
  /** Whether it acts on every address, as middleware without a path does. */
  readonly slash: boolean;
  readonly route?: { readonly path: unknown; readonly stack: readonly { readonly method: string | undefined }[] };
  readonly handle: { readonly stack?: readonly Layer[] };
}

export interface Mounted {
  /** `GET /api/bots/status/{id}`. */
  readonly routes: readonly string[];
  /** Names of handlers that act on every address. */
  readonly middleware: readonly string[];
}

/** Throws for what would hide routes from it: a router or handler under a path of its own. */
export function mountedRoutes(app: Express): Mounted {
  const walk = (layers: readonly Layer[]): Mounted => {
    const routes: string[] = [];
    const middleware: string[] = [];
    for (const { name, slash, route, handle } of layers) {
      if (route !== undefined) {
        if (typeof route.path !== 'string') throw new Error('A route has a path that is no text: it cannot be compared.');
        const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
        // Without a method: the handler of every other one.
        for (const { method } of route.stack) if (method !== undefined) routes.push(`${method.toUpperCase()} ${path}`);
        continue;
      }
      if (!slash) throw new Error(`${name} is mounted under a path of its own: define its routes instead.`);
      if (handle.stack === undefined) {
        middleware.push(name);
        continue;
      }
      const inside = walk(handle.stack);
      routes.push(...inside.routes);
      middleware.push(...inside.middleware);
    }
    return { routes, middleware };
  };
  const { routes, middleware } = walk((app.router as unknown as { readonly stack: readonly Layer[] }).stack);
  return { routes: [...new Set(routes)], middleware };
}
