// What a file is that a person hands over: package, root key, roster, published results, codes as text, or a picture.

import { fromHex } from './bytes.js';
import { readCertificate } from './certificate.js';
import { Package, readRoot } from './package.js';
import { readPublished } from './published.js';
import { demand, Refusal, refusalOf } from './refusal.js';
import { codesIn } from './symbols.js';

/** `{ kind, value }` of a text file: `package`, `roster`, `root`, `published` or `codes`. Refused as the last two say. */
export function recognize(text) {
  const start = text.replace(/^\ufeff/, '');
  if (codesIn(start).length > 0 && !start.trimStart().startsWith('{')) return { kind: 'codes', value: codesIn(start) };
  if (/"format"\s*:\s*"rts-signed-package/.test(start)) return { kind: 'package', value: new Package(start) };
  if (/^\s*\[/.test(start)) return { kind: 'roster', value: readRoster(start) };
  if (refusalOf(() => readRoot(start)) === undefined) return { kind: 'root', value: readRoot(start) };
  return { kind: 'published', value: readPublished(start) };
}

/** The roster that a center publishes (roster.json): certificates, and which of them are revoked. */
function readRoster(text) {
  let rows;
  try {
    rows = JSON.parse(text).map((row) => ({ certificate: readCertificate(fromHex(row.certificate)), revoked: row.revoked === true }));
  } catch {
    throw new Refusal('published-unreadable');
  }
  demand(rows.length > 0, 'published-unreadable');
  return rows;
}
