import { SiloProtocolError, SiloTooLargeError, SiloUnreachableError } from './errors.js';
import type { Deadline } from './deadline.js';
import { isBroken, reasonOf, type ApiRequest, type Transport } from './transport.js';

/** Which bytes of a file are read, and on what condition. */
export interface ReadFileOptions {
  /** The first byte. Default 0; at the file's end or beyond it the server answers `range_invalid`. */
  readonly from?: number;
  /** The last byte. Default: the file's last. */
  readonly to?: number;
  /** The tag of the file that the bytes before `from` are of. When the file is another one now, it comes whole. */
  readonly ifRange?: string;
  /** Reads nothing when the file still has this tag. */
  readonly ifNoneMatch?: string;
  /** The tag that the file must have; else `precondition_failed`. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/** On what condition a file is replaced or removed. A request with a condition is not repeated by itself. */
export interface ChangeFileOptions {
  /** The tag that the file must have; else `precondition_failed`. */
  readonly ifMatch?: string;
  /** There must be no such file yet; else `precondition_failed`. */
  readonly onlyNew?: boolean;
  readonly signal?: AbortSignal;
}

/** What is sent as a file. What can be read once only, a stream, is not sent again by itself. */
export type FileBody = string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** A file or an artifact, or a part of one, that is about to be read. Read it or cancel it: until then it holds a connection. */
export class FileContent {
  /** The tag of its content; null where the file is too large for one. */
  readonly etag: string | null;
  /** The first byte that comes: what was asked for, or 0 when the whole file comes. */
  readonly from: number;
  /** The size of the whole file in bytes; null when the server does not say. */
  readonly size: number | null;
  /** Whether nothing comes, because the file has the tag of `ifNoneMatch`. */
  readonly notModified: boolean;
  readonly #transport: Transport;
  readonly #request: ApiRequest;
  readonly #mediaType: string | null;
  readonly #options: ReadFileOptions;
  #response: Response;
  #deadline: Deadline;

  private constructor(transport: Transport, request: ApiRequest, mediaType: string | null, options: ReadFileOptions, response: Response, deadline: Deadline) {
    this.#transport = transport;
    this.#request = request;
    this.#mediaType = mediaType;
    this.#options = options;
    this.#response = response;
    this.#deadline = deadline;
    const range = response.status === 206 ? rangeOf(response) : null;
    const tag = response.headers.get('ETag');
    const length = response.headers.get('Content-Length');
    this.etag = tag?.startsWith('"') === true ? tag : null;
    this.notModified = response.status === 304;
    this.from = range?.from ?? 0;
    this.size = range !== null ? range.size : length === null ? null : Number(length);
  }

  /** Opens a file, a tar or an artifact, of whatever type where that is null; within the times and tries of the client. */
  static async open(transport: Transport, request: ApiRequest, mediaType: string | null, options: ReadFileOptions): Promise<FileContent> {
    const { response, deadline } = await transport.opened(request, options.signal);
    let content: FileContent;
    try {
      content = new FileContent(transport, request, mediaType, options, response, deadline);
    } catch (error) {
      deadline.end();
      throw error;
    }

    if (content.notModified) {
      // Nothing comes that somebody would have to read or let go of.
      content.cancel();
      return content;
    }

    const type = response.headers.get('Content-Type')?.split(';')[0]?.trim();
    if (mediaType !== null && type !== mediaType) {
      content.cancel();
      throw new SiloProtocolError(`It is served as ${type ?? 'nothing'}, not as ${mediaType}: a folder is listed or read as a tar, a file is read.`);
    }

    const asked = options.from ?? 0;
    if (content.from !== asked && (asked === 0 || response.status === 206)) {
      content.cancel();
      throw new SiloProtocolError(`Bytes from ${asked} were asked for; they came from ${content.from}.`);
    }

    return content;
  }

  /** Lets go of it. */
  cancel(): void {
    this.#deadline.end();
  }

  /** Its bytes as they come. What a broken connection left out is asked for by its range, of the same content only. Once. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    let next = this.from;
    try {
      for (let breaks = 0; ; breaks++) {
        const reader = this.#response.body?.getReader();
        try {
          while (reader !== undefined) {
            const { done, value } = await reader.read();
            if (done) break;
            next += value.byteLength;
            yield value;
          }

          return;
        } catch (error) {
          if (this.#options.signal?.aborted) throw this.#options.signal.reason;
          if (!isBroken(error) && !this.#deadline.passed) throw error;
          if (this.etag === null || breaks + 1 >= this.#transport.settings.attemptsMax)
            throw new SiloUnreachableError(this.#transport.settings.server, `the connection broke after ${next} bytes: ${reasonOf(error)}`, error);
        }

        const rest = await FileContent.open(this.#transport, restOf(this.#request, next, this.#options.to, this.etag), this.#mediaType, { ...this.#options, from: next });
        if (rest.from !== next) {
          rest.cancel();
          throw new SiloProtocolError(`Bytes from ${next} were asked for; they came from ${rest.from}.`);
        }

        this.#deadline.end();
        this.#response = rest.#response;
        this.#deadline = rest.#deadline;
      }
    } finally {
      this.cancel();
    }
  }

  /** Reads it whole. */
  async bytes(bytesMax = 256 * 1024 * 1024): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of this.chunks()) {
      size += part.byteLength;
      if (size > bytesMax) throw new SiloTooLargeError('The file', 'bytesMax', bytesMax);
      parts.push(part);
    }

    const whole = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.byteLength;
    }

    return whole;
  }

  /** Reads it whole, as UTF-8. */
  async text(bytesMax?: number): Promise<string> {
    return new TextDecoder().decode(await this.bytes(bytesMax));
  }
}

/** The path of a file of a session. A name that would lead elsewhere is refused here. */
export function filePath(session: string, path: string): string {
  const names = path === '.' || path === '' ? ['.'] : path.split('/');
  if (path !== '.' && path !== '' && names.some((name) => name === '' || name === '.' || name === '..'))
    throw new RangeError(`'${path}' is no path of a workspace: relative, without '.', '..' and empty names.`);
  return `${idPath('/v1/sessions', session)}/files/${names.map(encodeURIComponent).join('/')}`;
}

/** The path of something with an id. */
export function idPath(path: string, id: string): string {
  if (!/^[A-Za-z0-9_]{1,64}$/.test(id)) throw new RangeError(`'${id}' is no id.`);
  return `${path}/${id}`;
}

/** The headers that a read's options make. */
export function readHeaders(accept: string, options: ReadFileOptions): Record<string, string> {
  const headers: Record<string, string> = { Accept: accept };
  if ((options.from ?? 0) > 0 || options.to !== undefined) headers['Range'] = `bytes=${options.from ?? 0}-${options.to ?? ''}`;
  if (options.ifRange !== undefined) headers['If-Range'] = options.ifRange;
  if (options.ifNoneMatch !== undefined) headers['If-None-Match'] = options.ifNoneMatch;
  if (options.ifMatch !== undefined) headers['If-Match'] = options.ifMatch;
  return headers;
}

const restOf = (request: ApiRequest, from: number, to: number | undefined, etag: string): ApiRequest => ({
  ...request,
  headers: readHeaders(request.headers?.['Accept'] ?? '*/*', { from, ifMatch: etag, ...(to === undefined ? {} : { to }) }),
});

function rangeOf(response: Response): { from: number; size: number | null } {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('Content-Range') ?? '');
  if (match === null) throw new SiloProtocolError('A part of a file came without its place.');
  return { from: Number(match[1]), size: match[2] === '*' ? null : Number(match[2]) };
}
