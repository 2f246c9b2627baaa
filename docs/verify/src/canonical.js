// One byte form of a JSON document: JSON Canonicalization Scheme (RFC 8785), for what a package holds.

import { demand } from './refusal.js';

/** The canonical bytes. Refused as `package-unreadable`: numbers that are no integers from 0 to 2^53 - 1, broken texts. */
export function canonical(document) {
  return new TextEncoder().encode(write(document));
}

function write(value) {
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    // The order of code units is both that of the scheme and that of this language.
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${text(key)}:${write(value[key])}`).join(',')}}`;
  }
  if (typeof value === 'number') {
    demand(Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0), 'package-unreadable');
  }
  return typeof value === 'string' ? text(value) : JSON.stringify(value);
}

/** The scheme writes texts as this language does; half a surrogate pair has no bytes. */
function text(value) {
  demand(!/\p{Surrogate}/u.test(value), 'package-unreadable');
  return JSON.stringify(value);
}
