import type { Settings } from './options.js';

/** A signal that is aborted by the caller or by time, whichever comes first, and says which. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #settings: Settings;
  readonly #onAbort = (): void => this.#controller.abort(this.#caller?.reason);
  #callOff: (() => void) | undefined;
  #passed = false;

  constructor(settings: Settings, caller: AbortSignal | undefined) {
    this.#settings = settings;
    this.#caller = caller;
    if (caller?.aborted) this.#onAbort();
    else caller?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the time was up. */
  get passed(): boolean {
    return this.#passed;
  }

  /** Begins the time anew. */
  within(ms: number): void {
    this.#callOff?.();
    this.#callOff = this.#settings.clock.timer(ms, () => {
      this.#passed = true;
      this.#controller.abort(new DOMException('The time is up.', 'TimeoutError'));
    });
  }

  /** Stops the time; the caller's signal still holds. */
  rest(): void {
    this.#callOff?.();
    this.#callOff = undefined;
  }

  /** Ends whatever is still open under it. */
  end(): void {
    this.rest();
    this.#caller?.removeEventListener('abort', this.#onAbort);
    this.#controller.abort(new DOMException('Nobody reads on.', 'AbortError'));
  }
}
