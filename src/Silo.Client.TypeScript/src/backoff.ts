import type { Settings } from './options.js';

/**
 * How long to wait before the next try: doubled each time, between a half and the whole of it, never beyond the bound.
 *
 * @param failures How many tries failed in a row: 1, 2, 3 …
 * @param askedMs What the server asked for; a lower bound, up to the maximum.
 */
export function backoffMs(settings: Settings, failures: number, askedMs: number | null): number {
  const whole = Math.min(settings.backoffFirstMs * 2 ** Math.min(failures - 1, 30), settings.backoffMaxMs);
  const wait = Math.ceil(whole * (0.5 + settings.random.next() / 2));
  return Math.min(Math.max(wait, askedMs ?? 0), settings.backoffMaxMs);
}

/** Waits. Rejects with the signal's reason when that is aborted before. */
export function pause(settings: Settings, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }

    const aborted = (): void => {
      callOff();
      reject(signal?.reason);
    };
    const callOff = settings.clock.timer(ms, () => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    });
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
