/** Where time comes from. Replace it in tests. */
export interface Clock {
  /** Milliseconds since 1970, in UTC; never goes back. */
  now(): number;
  /** Calls back once after so many milliseconds; returns what calls it off. */
  timer(ms: number, then: () => void): () => void;
}

/** Where chance comes from. Replace it in tests. */
export interface Randomness {
  /** A number from 0 up to, and without, 1. */
  next(): number;
  /** So many random bytes, fit for secrets. */
  bytes(count: number): Uint8Array;
}

/** How a client reaches its server. Times are in milliseconds. */
export interface SiloClientOptions {
  /** The server's address, such as `https://silo.example.com`, without a user, a path or a query. In a page of the server's own: `location.origin`. */
  readonly server: string;
  /** The API key, sent to this server only; no message of the client holds it. Default: none, as in development or with a cookie. */
  readonly apiKey?: string;
  /** How often a request that is safe to repeat is tried, the first time included. Default 4, 1 to 20. */
  readonly attemptsMax?: number;
  /** The wait before the second try; doubled each time, with jitter between a half and the whole of it. Default 200, 1 to 60,000. */
  readonly backoffFirstMs?: number;
  /** The longest wait between two tries, also when the server asks for more. Default 5,000, `backoffFirstMs` to 600,000. */
  readonly backoffMaxMs?: number;
  /** How long one try may take until its answer is complete; what `waitMs` of a prompt asks for comes on top. Default 30,000, 10 to 3,600,000. */
  readonly requestTimeoutMs?: number;
  /** How long one try of sending or fetching a file or a tar may take. Default 600,000, 10 to 86,400,000. */
  readonly transferTimeoutMs?: number;
  /** After how much silence a stream counts as cut; the server sends a sign of life every 15 s. Default 45,000, 10 to 3,600,000. */
  readonly streamSilenceMaxMs?: number;
  /** Largest event of a stream, in bytes on the wire. Default 32 MiB, 1 KiB to 256 MiB. */
  readonly frameBytesMax?: number;
  /** Largest JSON answer, in bytes. Default 64 MiB, 1 KiB to 1 GiB. */
  readonly responseBytesMax?: number;
  /** What sends requests. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: that of `crypto`. */
  readonly random?: Randomness;
}

/** The options with every default filled in. */
export type Settings = Required<Omit<SiloClientOptions, 'apiKey'>>;

/** Checks every option. The error lists each that is out of range. */
export function settingsOf(options: SiloClientOptions): Settings {
  const errors: string[] = [];
  const number = (name: keyof SiloClientOptions, preset: number, min: number, max: number): number => {
    const value = options[name] ?? preset;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) errors.push(`${name} = ${String(value)}: must be ${min} to ${max}.`);
    return value as number;
  };
  let server = '';
  try {
    const address = new URL(options.server);
    // The API lies at the root, and a user in an address would stand in messages.
    const more = address.username + address.password + address.search + address.hash + address.pathname.slice(1);
    if ((address.protocol !== 'http:' && address.protocol !== 'https:') || more !== '') throw new TypeError();
    server = address.href;
  } catch {
    errors.push(`server = '${String(options.server).replace(/\/\/[^/]*@/, '//')}': must be an absolute http or https address without a user, a path or a query.`);
  }

  if (options.apiKey !== undefined && !/^[!-~]{1,4096}$/.test(options.apiKey)) errors.push('apiKey: must be 1 to 4096 visible ASCII characters.');
  const backoffFirstMs = number('backoffFirstMs', 200, 1, 60_000);
  const settings: Settings = {
    server,
    attemptsMax: number('attemptsMax', 4, 1, 20),
    backoffFirstMs,
    backoffMaxMs: number('backoffMaxMs', 5_000, backoffFirstMs, 600_000),
    requestTimeoutMs: number('requestTimeoutMs', 30_000, 10, 3_600_000),
    transferTimeoutMs: number('transferTimeoutMs', 600_000, 10, 86_400_000),
    streamSilenceMaxMs: number('streamSilenceMaxMs', 45_000, 10, 3_600_000),
    frameBytesMax: number('frameBytesMax', 32 * 1024 * 1024, 1024, 256 * 1024 * 1024),
    responseBytesMax: number('responseBytesMax', 64 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
    // Bound: a browser's fetch wants the window as its this.
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
  };
  if (errors.length > 0) throw new RangeError(errors.join(' '));
  return settings;
}

const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  timer: (ms, then) => {
    const handle = setTimeout(then, ms);
    return () => clearTimeout(handle);
  },
};

const systemRandom: Randomness = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  next: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
};
