// The page's texts in six languages, and how they are said.
//
// Every language has the same keys (a test compares them). `{name}` is an argument. Arguments stand between isolates, so that
// a name or number of the other writing direction never turns the sentence around (Unicode Bidirectional Algorithm, UAX #9).

import { ar } from './ar.js';
import { ckb } from './ckb.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { kk } from './kk.js';
import { sq } from './sq.js';

/** By BCP 47 tag, in the order of the menu. */
export const WORDS = { ar, ckb, sq, kk, en, fr };

const RIGHT_TO_LEFT = ['ar', 'ckb'];
const [ISOLATE, END] = ['\u2068', '\u2069'];

/** One language and how the page speaks it. */
export class Speech {
  constructor(language) {
    this.language = Object.hasOwn(WORDS, language) ? language : 'en';
    this.direction = RIGHT_TO_LEFT.includes(this.language) ? 'rtl' : 'ltr';
    this.words = WORDS[this.language];
  }

  has(key) {
    return Object.hasOwn(this.words, key);
  }

  /** The text of a key with its arguments. */
  say(key, facts = {}) {
    const text = this.words[key] ?? key;
    return text.replace(/\{([a-z]+)\}/g, (_, name) => `${ISOLATE}${facts[name] ?? ''}${END}`);
  }

  list(items) {
    return items.join(this.direction === 'rtl' ? '، ' : ', ');
  }
}

/** The first language of the phone that the page has. */
export function preferred(languages) {
  const tags = languages.map((tag) => tag.toLowerCase().split('-')).map(([head, next]) => (head === 'ku' && next === 'arab' ? 'ckb' : head));
  return tags.find((tag) => Object.hasOwn(WORDS, tag)) ?? 'en';
}
