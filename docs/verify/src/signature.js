// Ed25519 (RFC 8032), as strict as every other reader of these records (docs/wire.md, section 1).
//
// Browsers differ in which of the odd signatures they take, and not every browser has Ed25519, so the curve of a library is
// used everywhere: a tape must have one verdict on all phones. The library's own check multiplies by the cofactor and takes
// an R of small order; here nothing but R itself is taken.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { join } from './bytes.js';

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

export { sha256 };

/** Whether 64 bytes are the signature of this key (32 bytes) over the message. */
export function verify(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const [r, s] = [signature.subarray(0, 32), little(signature.subarray(32))];
  if (s >= ORDER) return false;
  const [a, commitment] = [point(key), point(r)];
  if (a === undefined || commitment === undefined) return false;
  const k = little(sha512(join(r, key, message))) % ORDER;
  return Point.BASE.multiplyUnsafe(s).equals(commitment.add(a.multiplyUnsafe(k)));
}

/** Whether 32 bytes are a key, and none of those that verify anything. */
export function keyUsable(bytes) {
  return bytes.length === 32 && point(bytes) !== undefined;
}

/** The point with this reduced encoding; undefined if it is none or of small order. */
function point(bytes) {
  try {
    const found = Point.fromBytes(bytes, false);
    return found.isSmallOrder() ? undefined : found;
  } catch {
    return undefined;
  }
}

function little(bytes) {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}
