// What lies on the observer's desk: package, root key, codes, published result; and what they are worth together.
//
// No picture of it, no clock, no network: the page shows it, tests ask it.

import { recognize } from './files.js';
import { judgeAll } from './judge.js';
import { addAll, Scan } from './symbols.js';

export class Desk {
  constructor() {
    this.scan = new Scan();
    this.compared = false;
    this.judged = undefined;
  }

  /** Takes the text of any file the page knows; returns its kind, and for codes how many were new and a refusal. */
  take(text) {
    const { kind, value } = recognize(text);
    this.judged = undefined;
    if (kind === 'codes') return { kind, ...addAll(this.scan, value) };
    if (kind === 'roster') this.scan.addRoster(value);
    if (kind === 'root') this.root = value;
    if (kind === 'published') this.published = value;
    if (kind === 'package') {
      this.election = value;
      // A comparison was of the package that lay there before.
      this.compared = false;
    }
    return { kind };
  }

  /** Takes the texts of codes, as a camera reads them. */
  takeCodes(texts) {
    const taken = addAll(this.scan, texts);
    if (taken.fresh > 0) this.judged = undefined;
    return taken;
  }

  /** Takes the commission's root key, as it was read. */
  useRoot(key) {
    this.root = key;
    this.judged = undefined;
  }

  /** Notes whether the person has compared the number of the package. */
  compare(same) {
    this.compared = same;
    this.judged = undefined;
  }

  /** How the package stands: `signed`, `forged`, `compared` or `unchecked`. */
  get trust() {
    return this.judge().trust;
  }

  get verdicts() {
    return this.judge().verdicts;
  }

  /** Signatures and counts take a phone a moment: they are looked at once for every change. */
  judge() {
    if (this.judged === undefined) {
      const trust = this.standing();
      this.judged = { trust, verdicts: judgeAll(this.scan, this.election, trust) };
    }
    return this.judged;
  }

  standing() {
    if (this.root !== undefined) return this.election?.signedBy(this.root) ? 'signed' : 'forged';
    return this.compared ? 'compared' : 'unchecked';
  }

  /** Clears the tapes; package, key, boxes and published results stay. */
  again() {
    this.scan.sets.clear();
    this.judged = undefined;
  }
}
