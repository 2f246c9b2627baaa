// What a file is that a person hands over: package, root key, roster, published results, codes as text, or a picture.

import { Package, readRoot } from './package.js';
import { readPublished } from './published.js';
import { refusalOf } from './refusal.js';
import { codesIn } from './symbols.js';

/** `{ kind, value }` of a text file: `package`, `roster`, `root`, `published` or `codes`. Refused as the last two say. */
export function recognize(text) {
  const start = text.replace(/^\ufeff/, '');
  if (codesIn(start).length > 0 && !start.trimStart().startsWith('{')) return { kind: 'codes', value: codesIn(start) };
  if (/"format"\s*:\s*"rts-signed-package/.test(start)) return { kind: 'package', value: new Package(start) };
  if (/"certificate"\s*:/.test(start) && start.trimStart().startsWith('[')) return { kind: 'roster', value: JSON.parse(start) };
  if (refusalOf(() => readRoot(start)) === undefined) return { kind: 'root', value: readRoot(start) };
  return { kind: 'published', value: readPublished(start) };
}
