export type * from './api.js';
export { SiloClient, type CallOptions, type KeyedOptions, type PageOptions, type PromptOptions } from './client.js';
export {
  ApprovalResolvedError,
  SiloApiError,
  SiloError,
  SiloProtocolError,
  SiloTooLargeError,
  SiloUnreachableError,
  StreamGapError,
} from './errors.js';
export { FileContent, type ChangeFileOptions, type FileBody, type ReadFileOptions } from './files.js';
export { itemOf, type ClosedItem, type Delta, type DeltaItem, type DeltaKind, type EventItem, type StreamItem, type UnknownItem } from './items.js';
export type { Clock, Randomness, SiloClientOptions } from './options.js';
export { SseParser, type SseFrame } from './sse.js';
export type { Reconnecting, StreamOptions } from './stream.js';
export { Transcript, type ContentBlock, type EndEntry, type MessageEntry, type PromptEntry, type ToolCallEntry, type TranscriptEntry } from './transcript.js';
