// Calls of the API, as this page has them: by the cookie of this origin.

/** What the server, or the way to it, said instead of an answer. */
export class ApiError extends Error {
  constructor(status, code, detail, retryAfter) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** Told when the server asks for a key. */
export const access = { refused: () => {} };

/** An answer that is not an error; its body is not read yet. */
export async function request(method, path, { body, headers = {}, signal } = {}) {
  const init = { method, headers: { ...headers }, signal, credentials: 'same-origin', redirect: 'error', cache: 'no-store' };
  if (body !== undefined) {
    init.headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, init);
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new ApiError(0, 'unreachable', 'The server does not answer.');
  }
  if (response.ok) return response;
  const error = await problem(response);
  if (error.status === 401 && path !== '/v1/login') access.refused();
  throw error;
}

/** The JSON of an answer; null when it has no body. */
export async function call(method, path, options) {
  const response = await request(method, path, { ...options, headers: { Accept: 'application/json', ...options?.headers } });
  return response.status === 204 ? null : response.json();
}

async function problem(response) {
  const after = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  try {
    const body = await response.json();
    return new ApiError(response.status, String(body.code), String(body.detail ?? body.title), after);
  } catch {
    return new ApiError(response.status, 'malformed', `The server answered ${response.status}.`, after);
  }
}

/** A key under which a request that is sent again is the same request. */
export function idempotencyKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

/** Sends a request until it is answered, for a while: the server may be starting again. Safe with an idempotency key alone. */
export async function insist(method, path, options) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(method, path, options);
    } catch (e) {
      const passes = e.status === 0 || e.status === 503;
      if (!passes || attempt === 8) throw e;
      await new Promise((done) => setTimeout(done, Math.min(4000, 250 * 2 ** attempt)));
    }
  }
}

/** The address of a file of a session. */
export function fileUrl(session, path) {
  return `/v1/sessions/${session}/files/${path === '.' ? '' : path.split('/').map(encodeURIComponent).join('/')}`;
}
