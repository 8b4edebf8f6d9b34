import { StreamGapError } from './errors.js';
import type { ContentBlock, OpenBlock, OpenStep } from './transcript.js';
import { byteLength, fromByte } from './utf8.js';

/**
 * Checks that a completed message is what its pieces made; one of which no piece was seen always fits. The rest of a tool's input is not sent to a reader that
 * comes back, so a prefix of it is enough. Of a text that lies in a blob its size is compared.
 */
export function verify(step: number, open: OpenStep, blocks: readonly ContentBlock[], cancelled: boolean): void {
  if (open.blocks.length === 0) return;
  if (cancelled) verifyCancelled(step, open, blocks);
  else verifyWhole(step, open, blocks);
}

function verifyWhole(step: number, open: OpenStep, blocks: readonly ContentBlock[]): void {
  const seen = new Map(open.blocks.map((block) => [block.number, block]));
  const first = open.begun ? 0 : (open.blocks[0]?.number ?? 0);
  blocks.forEach((block, i) => {
    const piece = seen.get(i);
    seen.delete(i);
    if (piece !== undefined && !fits(piece, block)) throw differs(step, i, 'its pieces do not make what the completed message holds.');
    if (piece === undefined && i >= first && !isEmpty(block)) throw differs(step, i, 'no piece of it came, though the message was read before.');
  });
  for (const number of seen.keys()) throw differs(step, number, `the completed message has ${blocks.length} blocks.`);
}

// Tool calls of a cancelled message are left out of it, so its blocks may have other numbers: texts and thoughts are compared in order.
function verifyCancelled(step: number, open: OpenStep, blocks: readonly ContentBlock[]): void {
  const seen = open.blocks.filter((b) => b.kind !== 'tool_use.delta' && (b.skipped > 0 || b.text !== ''));
  const whole = blocks.filter((b) => !isEmpty(b));
  const before = whole.length - seen.length;
  if (before < 0 || (before > 0 && open.begun))
    throw differs(step, open.blocks.at(-1)?.number ?? 0, `${seen.length} texts were read, the cancelled message holds ${whole.length}.`);
  seen.forEach((piece, i) => {
    const block = whole[before + i];
    if (block === undefined || !fits(piece, block)) throw differs(step, piece.number, 'its pieces do not make what the cancelled message holds.');
  });
}

function fits(open: OpenBlock, block: ContentBlock): boolean {
  if (block.type === 'text') return open.kind === 'message.delta' && textFits(open, block['text'], block['content']);
  if (block.type === 'thought') return open.kind === 'thought.delta' && textFits(open, block['text'] ?? '', block['content']);
  if (block.type !== 'tool_use') return true;
  return (
    open.kind === 'tool_use.delta' &&
    (open.callId === undefined || open.callId === block['call_id']) &&
    (open.tool === undefined || open.tool === block['tool']) &&
    inputFits(open, block)
  );
}

function textFits(open: OpenBlock, text: unknown, content: unknown): boolean {
  const size = sizeOf(content);
  if (size !== null) return size === open.skipped + byteLength(open.text);
  return typeof text === 'string' ? fromByte(text, open.skipped) === open.text : open.skipped === 0 && open.text === '';
}

function inputFits(open: OpenBlock, block: ContentBlock): boolean {
  if (open.skipped > 0) return true;
  if (typeof block['invalid_input'] === 'string') return block['invalid_input'].startsWith(open.text);
  const size = sizeOf(block['content']);
  if (size !== null) return byteLength(open.text) <= size;
  if (block['input'] === undefined) return true;
  try {
    return same(JSON.parse(open.text), block['input']);
  } catch {
    // Not whole.
    return true;
  }
}

const sizeOf = (content: unknown): number | null => {
  const size = typeof content === 'object' && content !== null ? (content as { size?: unknown }).size : undefined;
  return typeof size === 'number' ? size : null;
};

/** Whether a reader may have got no piece of it. */
const isEmpty = (block: ContentBlock): boolean =>
  block.type === 'text' || block.type === 'thought' ? (block['text'] ?? '') === '' && (block['content'] ?? null) === null : true;

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b) || a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && same((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}

const differs = (step: number, block: number, what: string): StreamGapError => new StreamGapError(`step ${step}, block ${block}: ${what}`);
