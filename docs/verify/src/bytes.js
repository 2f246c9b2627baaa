// Bytes and their texts: labels, integers, hexadecimal, Base45 (RFC 9285), Crockford's base 32.

import { demand } from './refusal.js';

const BASE45 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The ASCII characters of a label, followed by one zero byte (docs/wire.md, section 1). */
export function label(text) {
  return new TextEncoder().encode(`${text}\0`);
}

/** All the bytes, one after the other. */
export function join(...pieces) {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Whether two pieces hold the same bytes. */
export function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** The big-endian integer of at most six bytes. */
export function number(bytes) {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of hexadecimal digits in either case. Refused as `hex`. */
export function fromHex(text) {
  demand(typeof text === 'string' && /^([0-9a-f]{2})*$/i.test(text), 'hex');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Reads Base45. Refused as `code-unreadable`: another character, a length or a value that no bytes have. */
export function fromBase45(text) {
  demand(text.length % 3 !== 1, 'code-unreadable');
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), (letter) => BASE45.indexOf(letter));
    demand(!digits.includes(-1), 'code-unreadable');
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    const length = digits.length - 1;
    demand(value < 256 ** length, 'code-unreadable');
    if (length === 2) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}

/** Ten bytes as four groups of four characters: 7KQ2-M9XD-0A4B-TTZ1. */
export function crockford(bytes) {
  let bits = bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  let text = '';
  for (let left = 16; left > 0; left -= 1) {
    text = CROCKFORD[Number(bits & 31n)] + text;
    bits >>= 5n;
    if (left % 4 === 1 && left > 1) text = `-${text}`;
  }
  return text;
}

/** What is known of a fingerprint from the first four bytes of a digest: six characters. */
export function crockfordStart(bytes) {
  return crockford(join(bytes, new Uint8Array(6))).slice(0, 7);
}

/** A reader that takes bytes from the front. Refused as `record-short` when there are too few. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(length) {
    demand(this.bytes.length - this.at >= length, 'record-short');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  number(length) {
    return number(this.take(length));
  }

  rest() {
    return this.take(this.bytes.length - this.at);
  }

  end() {
    demand(this.at === this.bytes.length, 'record-long');
  }
}
