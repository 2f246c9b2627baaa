// The verdict on one set of codes. Nothing of a record is read, let alone shown, before its signature has been verified.
//
// A verdict is one of four. `genuine`: everything was checked and holds. `test`: the same, of a tape that counts nothing.
// `false`: something that must hold does not. `waiting`: something is missing to tell, and `code` says what.

import { certified } from './certificate.js';
import { crockford, join, label, same, toHex } from './bytes.js';
import { BASE_LENGTH, readBase, readRecord } from './record.js';
import { Refusal } from './refusal.js';
import { sha256, verify } from './signature.js';

/** Reasons that do not speak against the tape: another package, or bytes from after this page. */
const UNDECIDED = ['package-other', 'certificate-missing', 'version-unknown'];

/**
 * Judges every set of a scan.
 *
 * `election` is the package or undefined; `trust` says how the package itself stands: `signed`, `compared`, `unchecked` or
 * `forged`. Returns `{ set, verdict, code, facts, record? }` for each set, and the record only if its signature is good.
 */
export function judgeAll(scan, election, trust) {
  const judged = Array.from(scan.sets.values(), (set) => ({ set, ...judge(set, scan, election, trust) }));
  const voids = judged.filter(({ record }) => record?.voids !== undefined);
  for (const item of judged) {
    const by = voids.find(({ record }) => item.record !== undefined && item.record.digest.startsWith(record.voids)
      && record.station === item.record.station);
    if (by !== undefined && item.verdict === 'genuine') {
      Object.assign(item, { verdict: 'waiting', code: 'voided', facts: { fingerprint: by.record.fingerprint } });
    }
  }
  return judged;
}

function judge(set, scan, election, trust) {
  if (set.missing.length > 0) return waiting('parts-missing', { missing: set.missing, count: set.count });
  if (election === undefined) return waiting('package-missing');
  const found = believe(set, scan, election);
  return found.record === undefined ? found : weigh(found, trust);
}

/** What the package's own standing leaves of a good verdict. */
function weigh(found, trust) {
  if (trust === 'forged') return waiting('package-forged');
  if (found.verdict === 'waiting') return found;
  if (trust === 'unchecked') return { ...found, ...waiting('package-unchecked') };
  return found;
}

function believe(set, scan, election) {
  try {
    return open(set, scan, election);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { verdict: UNDECIDED.includes(error.code) ? 'waiting' : 'false', code: error.code, facts: error.facts };
  }
}

function open(set, scan, election) {
  const bytes = set.whole;
  if (bytes.length < BASE_LENGTH + 8 + 64) throw new Refusal('record-short');
  const prefix = bytes.subarray(BASE_LENGTH, BASE_LENGTH + 8);
  if (!same(prefix, election.digest.subarray(0, 8))) throw new Refusal('package-other', { wanted: spaced(prefix) });
  const head = bytes.subarray(0, BASE_LENGTH);
  const base = readBase(head, election);
  const [r, signature] = [bytes.subarray(BASE_LENGTH + 8, -64), bytes.subarray(-64)];
  const signed = join(label('rts/v1/record'), head, election.digest, r);
  const digest = sha256(signed);
  if (!same(digest.subarray(0, 4), set.name)) throw new Refusal('code-damaged');
  const signers = signersOf(base, scan, election, (key) => verify(key, signed, signature));
  const record = readRecord(base, r, election);
  const certificate = signers.find(({ station }) => station === record.station);
  if (certificate === undefined) {
    throw new Refusal('certificate-station', { device: base.device, station: signers[0].station });
  }
  record.digest = toHex(digest);
  record.fingerprint = crockford(digest.subarray(0, 10));
  if (scan.revoked.has(certificate.id)) return { record, ...waiting('device-revoked') };
  return { record, verdict: record.test ? 'test' : 'genuine', code: record.test ? 'test' : 'genuine', facts: {} };
}

/** The certificates of the key that signed: several where a box has served at several stations. */
function signersOf(base, scan, election, signs) {
  const own = scan.certificatesOf(base.device, base.election);
  if (own.length === 0) throw new Refusal('certificate-missing', { device: base.device });
  const good = own.filter((certificate) => certified(certificate, election.roster));
  if (good.length === 0) throw new Refusal('certificate-forged', { device: base.device });
  const signers = good.filter(({ key }) => signs(key));
  if (signers.length === 0) throw new Refusal('signature', { device: base.device });
  return signers;
}

function waiting(code, facts = {}) {
  return { verdict: 'waiting', code, facts };
}

function spaced(bytes) {
  return toHex(bytes).match(/.{8}/g).join(' ');
}
