// The signed election package (docs/package.md): what a record is checked against, and read with.
//
// Its digest is computed here from its canonical bytes and never taken from anywhere. Without the commission's root key the
// digest proves nothing about who made the package, so its owner asks for the key or for a comparison.

import { fromHex, join, label, toHex } from './bytes.js';
import { canonical } from './canonical.js';
import { demand, Refusal } from './refusal.js';
import { keyUsable, sha256, verify } from './signature.js';

const FORMAT = 'rts-signed-package/1';
const INNER_FORMAT = 'rts-package/1';

export class Package {
  /** Reads a signed package file. Refused as `package-unreadable`. */
  constructor(text) {
    const file = parse(text);
    demand(file?.format === FORMAT && file.package?.format === INNER_FORMAT, 'package-unreadable');
    const inner = file.package;
    demandShape(inner);
    this.digest = sha256(canonical(inner));
    this.signature = hexOr(file.signature, 64);
    this.roster = hexOr(inner.keys.roster, 32);
    demand(keyUsable(this.roster), 'package-unreadable');
    this.election = inner.election;
    this.rules = inner.rules;
    this.stations = index(inner.stations, 'number');
    this.contests = index(inner.contests, 'id');
    this.styles = index(inner.styles, 'id');
    this.digits = inner.rules.tape?.digits ?? 'latn';
  }

  /** The digest for people: eight groups of eight digits. */
  get number() {
    return toHex(this.digest).match(/.{8}/g).join(' ');
  }

  /** Whether the commission's root key signed it. */
  signedBy(root) {
    return verify(root, join(label('rts/v1/package'), this.digest), this.signature);
  }

  /** The station with this number. Refused as `station-unknown`. */
  station(number) {
    const station = this.stations.get(number);
    demand(station !== undefined, 'station-unknown', { station: number });
    return station;
  }

  /** The contests on the ballot of a station, in ballot order. */
  ballot(station) {
    const contests = this.styles.get(station.style)?.contests.map((id) => this.contests.get(id));
    demand(contests?.every((contest) => contest !== undefined), 'package-unreadable');
    return contests;
  }

  /** A name in this language, or as the station's people know it. */
  name(names, language, station) {
    const own = station?.languages?.length > 0 ? station.languages : this.election.languages;
    const found = [language, ...own, 'en'].find((tag) => Object.hasOwn(names, tag));
    return names[found ?? Object.keys(names)[0]] ?? '';
  }
}

/** The root key in what a person typed: 64 hexadecimal digits, with any spaces. Refused as `root-unreadable`. */
export function readRoot(text) {
  const digits = text.replace(/[\s:-]/g, '');
  demand(/^[0-9a-f]{64}$/i.test(digits) && keyUsable(fromHex(digits)), 'root-unreadable');
  return fromHex(digits);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('package-unreadable');
  }
}

function hexOr(text, length) {
  demand(typeof text === 'string' && text.length === length * 2 && /^[0-9a-f]*$/i.test(text), 'package-unreadable');
  return fromHex(text);
}

function index(items, key) {
  return new Map(items.map((item) => [item[key], item]));
}

// A signed package was checked whole by its makers. Only what is read here is looked at, so that a file of anything else
// ends in a sentence and not in silence.
function demandShape(inner) {
  const count = (value) => Number.isSafeInteger(value) && value >= 0;
  const names = (value) => value !== null && typeof value === 'object' && Object.values(value).every((it) => typeof it === 'string');
  const candidates = (all) => Array.isArray(all) && all.every((it) => count(it.number) && names(it.name));
  const list = (it) => count(it.number) && names(it.name) && candidates(it.candidates);
  const choices = (it) => (Array.isArray(it?.lists) ? it.lists.every(list) : candidates(it?.candidates) && it.candidates.length > 0);
  const weights = (it) => it === undefined || (count(it.a) && it.a > 0 && count(it.b));
  const tolerances = inner.rules?.tolerances;
  const sound = [
    () => count(inner.election.id) && names(inner.election.name) && names(inner.election.authority),
    () => inner.election.languages.every((tag) => typeof tag === 'string'),
    () => inner.contests.every((it) => names(it.name) && count(it.votes_allowed) && choices(it.choices) && weights(it.coding)),
    () => inner.styles.every((it) => it.contests.every((id) => typeof id === 'string')),
    () => inner.stations.every((it) => count(it.number) && count(it.registered) && names(it.name) && typeof it.code === 'string'),
    () => inner.stations.every((it) => Array.isArray(it.officials)),
    () => [tolerances.ballots_over_verified, tolerances.voters_over_registered, tolerances.votes_in_contest].every(count),
    () => typeof inner.keys.roster === 'string',
  ];
  demand(sound.every((look) => { try { return look(); } catch { return false; } }), 'package-unreadable');
}
