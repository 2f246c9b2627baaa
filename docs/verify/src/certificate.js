// The device certificate (docs/wire.md, section 9): the commission's roster key attests whose a box's key is.

import { demand } from './refusal.js';
import { join, label, Reader, toHex } from './bytes.js';
import { keyUsable, verify } from './signature.js';

const LENGTH = 106;

/** Reads the bytes of a certificate; says nothing yet. Refused as `code-unreadable`. */
export function readCertificate(bytes) {
  demand(bytes.length === LENGTH, 'code-unreadable');
  const reader = new Reader(bytes);
  const [election, device, station] = [reader.number(2), reader.number(4), reader.number(4)];
  const [key, signature] = [reader.take(32), reader.rest()];
  demand(keyUsable(key), 'code-unreadable');
  return { election, device, station, key, signature, bytes, id: toHex(bytes) };
}

/** Whether the roster key of a package certified it. */
export function certified(certificate, roster) {
  return verify(roster, join(label('rts/v1/device'), certificate.bytes.subarray(0, 42)), certificate.signature);
}
