// A signal -> a controller that fires with it.

/**
 * In place of `AbortSignal.any` where a signal is looked at for each frame of sound: one that is made of others asks each of them at every look. Once it has fired,
 * by itself or with `signal`, nothing of it is left behind there.
 */
export function followingController(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const follow = (): void => controller.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true, signal: controller.signal });
  return controller;
}
