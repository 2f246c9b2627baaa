// The texts of a tape's QR codes, put together (docs/wire.md, section 10).
//
// Codes come in any order, several times, and of several tapes at once: sets of different records are kept apart, and so
// are certificates. What is kept is bounded, whatever is scanned.

import { fromBase45, join, same, toHex } from './bytes.js';
import { readCertificate } from './certificate.js';
import { demand, Refusal } from './refusal.js';

const RECORD = 'RT1:';
const CERTIFICATE = 'RT1K:';
/** Codes of other tapes, which hold no counts. */
const STATEMENTS = { 'RT1R:': 'code-receipt', 'RT1N:': 'code-non-transmission' };
/** Letters of the largest QR code in alphanumeric mode. */
const MOST_LETTERS = 4296;
const MOST_PARTS = 16;
const MOST_KEPT = 64;

/** Everything that was scanned so far. */
export class Scan {
  constructor() {
    this.sets = new Map();
    this.certificates = new Map();
    this.roster = new Map();
    this.revoked = new Set();
  }

  /**
   * Takes the text of one code; true if it was new. Refused as `code-foreign`, `code-unreadable`, `code-conflict` (another
   * code of the same name and part is there already) or `scan-full`; and by its name if it is of a receipt (`code-receipt`) or
   * of a certificate of non-transmission (`code-non-transmission`), which this page does not check.
   */
  add(text) {
    const trimmed = text.trim();
    demand(trimmed.length <= MOST_LETTERS, 'code-unreadable');
    if (trimmed.startsWith(CERTIFICATE)) return this.addCertificate(readCertificate(fromBase45(trimmed.slice(CERTIFICATE.length))));
    for (const [begin, name] of Object.entries(STATEMENTS)) demand(!trimmed.startsWith(begin), name);
    demand(trimmed.startsWith(RECORD), 'code-foreign');
    const bytes = fromBase45(trimmed.slice(RECORD.length));
    demand(bytes.length > 6, 'code-unreadable');
    const [part, count, chunk] = [bytes[4], bytes[5], bytes.subarray(6)];
    demand(part >= 1 && part <= count && count <= MOST_PARTS, 'code-unreadable');
    const key = `${toHex(bytes.subarray(0, 4))}/${count}`;
    if (!this.sets.has(key)) {
      demand(this.sets.size < MOST_KEPT, 'scan-full');
      this.sets.set(key, new Parts(key, bytes.subarray(0, 4), count));
    }
    return this.sets.get(key).add(part, chunk);
  }

  addCertificate(certificate) {
    if (this.certificates.has(certificate.id)) return false;
    demand(this.certificates.size < MOST_KEPT, 'scan-full');
    this.certificates.set(certificate.id, certificate);
    return true;
  }

  /** Takes the boxes of a published roster, with word of those that were revoked. */
  addRoster(rows) {
    for (const { certificate, revoked } of rows) {
      this.roster.set(certificate.id, certificate);
      if (revoked) this.revoked.add(certificate.id);
    }
  }

  /** The certificates of a box, scanned or published; none of them is believed yet. */
  certificatesOf(device, election) {
    return [...this.certificates.values(), ...this.roster.values()]
      .filter((certificate) => certificate.device === device && certificate.election === election);
  }
}

/** The codes of one record. */
class Parts {
  constructor(key, name, count) {
    this.key = key;
    this.name = name;
    this.count = count;
    this.chunks = new Map();
  }

  add(part, chunk) {
    const known = this.chunks.get(part);
    demand(known === undefined || same(known, chunk), 'code-conflict');
    this.chunks.set(part, chunk);
    return known === undefined;
  }

  get parts() {
    return Array.from({ length: this.count }, (_, at) => at + 1);
  }

  /** The numbers of the parts that have not been scanned. */
  get missing() {
    return this.parts.filter((part) => !this.chunks.has(part));
  }

  /** All chunks in the order of part; none may be missing. */
  get whole() {
    return join(...this.parts.map((part) => this.chunks.get(part)));
  }
}

/**
 * The codes in a pasted text. Spaces count in a code, so it ends only at the end of its line; a line that begins no code
 * goes on with the one before, since some programs break long lines.
 */
export function codesIn(text) {
  const codes = [];
  for (const line of text.split(/\r\n|\r|\n|\t/)) {
    const found = line.match(/(?:^|\s)(RT1[KRN]?:.*)$/);
    if (found !== null) codes.push(found[1]);
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
