// The texts of a tape's QR codes, put together (docs/wire.md, section 10).
//
// Codes come in any order, several times, and of several tapes at once: sets of different records are kept apart, and two
// versions of one part are both kept, since one of them may be somebody's forgery.

import { fromBase45, same, toHex } from './bytes.js';
import { readCertificate } from './certificate.js';
import { demand, Refusal } from './refusal.js';

const RECORD = 'RT1:';
const CERTIFICATE = 'RT1K:';
/** Forged versions of parts must not cost more than a moment. */
const MOST_VERSIONS = 8;
const MOST_COMBINATIONS = 64;

/** Everything that was scanned so far. */
export class Scan {
  constructor() {
    this.sets = new Map();
    this.certificates = new Map();
    this.revoked = new Set();
  }

  /** Takes the text of one code; true if it was new. Refused as `code-foreign` or `code-unreadable`. */
  add(text) {
    if (text.startsWith(CERTIFICATE)) return this.addCertificate(readCertificate(fromBase45(text.slice(CERTIFICATE.length))));
    demand(text.startsWith(RECORD), 'code-foreign');
    const bytes = fromBase45(text.slice(RECORD.length));
    demand(bytes.length > 6, 'code-unreadable');
    const [part, count, chunk] = [bytes[4], bytes[5], bytes.subarray(6)];
    demand(part >= 1 && part <= count, 'code-unreadable');
    const name = toHex(bytes.subarray(0, 4));
    const key = `${name}/${count}`;
    if (!this.sets.has(key)) this.sets.set(key, new Parts(key, bytes.subarray(0, 4), count));
    return this.sets.get(key).add(part, chunk);
  }

  addCertificate(certificate) {
    const fresh = !this.certificates.has(certificate.id);
    this.certificates.set(certificate.id, certificate);
    return fresh;
  }

  /** Takes the boxes of a published roster, with word of those that were revoked. */
  addRoster(rows) {
    for (const { certificate, revoked } of rows) {
      this.addCertificate(certificate);
      if (revoked) this.revoked.add(certificate.id);
    }
  }
}

/** The codes of one record. */
class Parts {
  constructor(key, name, count) {
    this.key = key;
    this.name = name;
    this.count = count;
    this.versions = new Map();
  }

  add(part, chunk) {
    const versions = this.versions.get(part) ?? [];
    if (versions.length >= MOST_VERSIONS || versions.some((version) => same(version, chunk))) return false;
    this.versions.set(part, [...versions, chunk]);
    return true;
  }

  /** The numbers of the parts that have not been scanned. */
  get missing() {
    return Array.from({ length: this.count }, (_, at) => at + 1).filter((part) => !this.versions.has(part));
  }

  /** Every way to join the parts; none while one is missing. */
  *whole() {
    if (this.missing.length > 0) return;
    const choices = Array.from({ length: this.count }, (_, at) => this.versions.get(at + 1));
    const ways = choices.reduce((product, versions) => product * versions.length, 1);
    for (let way = 0; way < Math.min(ways, MOST_COMBINATIONS); way += 1) {
      let rest = way;
      const pick = (versions) => {
        const version = versions[rest % versions.length];
        rest = Math.floor(rest / versions.length);
        return version;
      };
      yield choices.flatMap((versions) => Array.from(pick(versions)));
    }
  }
}

/**
 * The codes in a pasted text. Spaces count in a code, so it ends only at the end of its line; a line that begins no code
 * goes on with the one before, since some programs break long lines.
 */
export function codesIn(text) {
  const codes = [];
  for (const line of text.split(/\r\n|\r|\n|\t/)) {
    const start = line.search(/RT1K?:/);
    if (start >= 0) codes.push(line.slice(start));
    else if (codes.length > 0 && line.trim() !== '') codes[codes.length - 1] += line;
  }
  return codes;
}

/** Takes all of them; returns how many were new, and the first refusal. */
export function addAll(scan, codes) {
  let [fresh, refusal] = [0, undefined];
  for (const code of codes) {
    try {
      if (scan.add(code)) fresh += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
  }
  return { fresh, refusal };
}
