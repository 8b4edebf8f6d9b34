const encoder = new TextEncoder();

/** How many bytes of UTF-8 a text has. */
export const byteLength = (text: string): number => encoder.encode(text).length;

/** A text from a byte of its UTF-8 on; null when it has no such byte, or that one is not where a character begins. */
export function fromByte(text: string, at: number): string | null {
  if (at === 0) return text;
  const bytes = encoder.encode(text);
  if (at > bytes.length || ((bytes[at] ?? 0) & 0xc0) === 0x80) return null;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(at));
}
