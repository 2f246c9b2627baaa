// What lies on the observer's desk: package, root key, codes, published result; and what they are worth together.
//
// No picture of it, no clock, no network: the page shows it, tests ask it.

import { recognize } from './files.js';
import { judgeAll } from './judge.js';
import { demandKey } from './signature.js';
import { addAll, Scan } from './symbols.js';

export class Desk {
  constructor() {
    this.scan = new Scan();
    this.compared = false;
  }

  /** Takes the text of any file the page knows; returns its kind, and for codes how many were new and a refusal. */
  take(text) {
    const { kind, value } = recognize(text);
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
    return addAll(this.scan, texts);
  }

  useRoot(key) {
    this.root = demandKey(key);
  }

  /** How the package stands: `signed`, `forged`, `compared` or `unchecked`. */
  get trust() {
    if (this.root !== undefined) return this.election?.signedBy(this.root) ? 'signed' : 'forged';
    return this.compared ? 'compared' : 'unchecked';
  }

  get verdicts() {
    return judgeAll(this.scan, this.election, this.trust);
  }

  /** Clears the tapes; package, key, boxes and published results stay. */
  again() {
    this.scan.sets.clear();
  }
}
