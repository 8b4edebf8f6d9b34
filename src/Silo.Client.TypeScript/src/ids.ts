import type { Settings } from './options.js';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** `key_` and a lower-case ULID: 48 bits of time and 80 of chance. */
export function newKey(settings: Settings): string {
  let value = BigInt(Math.floor(settings.clock.now()));
  for (const byte of settings.random.bytes(10)) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = (ALPHABET[Number(value & 31n)] ?? '') + text;
    value >>= 5n;
  }

  return `key_${text}`;
}
