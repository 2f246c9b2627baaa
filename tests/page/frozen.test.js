// The frozen examples of version 1 (fixtures/vectors/v1), read by the page's own modules.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crockford, fromHex, join, label, toHex } from '../../docs/verify/src/bytes.js';
import { Desk } from '../../docs/verify/src/desk.js';
import { Package } from '../../docs/verify/src/package.js';
import { readBase, readRecord } from '../../docs/verify/src/record.js';
import { sha256, verify } from '../../docs/verify/src/signature.js';
import { refusalOf } from '../../docs/verify/src/refusal.js';
import { codesIn, Scan } from '../../docs/verify/src/symbols.js';
import { readTally } from '../../docs/verify/src/tally.js';

const fixture = (name) => readFileSync(`fixtures/${name}`, 'utf8');
const lines = (name) => fixture(`vectors/v1/${name}`).trim().split('\n').map((line) => JSON.parse(line));
const keys = JSON.parse(fixture('vectors/v1/keys.json'));

test('the package has the digest and the signature that it had', () => {
  const election = new Package(fixture('vectors/v1/package.json'));
  assert.equal(toHex(election.digest), keys.package_digest);
  assert.equal(election.signedBy(fromHex(keys.root_key)), true);
  assert.equal(election.signedBy(fromHex(keys.device_key)), false);
});

test('every message says what it said', () => {
  const election = new Package(fixture('vectors/v1/package.json'));
  for (const line of lines('messages.jsonl')) {
    const [base, r] = [fromHex(line.base), fromHex(line.r)];
    const signed = join(label('rts/v1/record'), base, election.digest, r);
    assert.equal(verify(fromHex(keys.device_key), signed, fromHex(line.signature)), true);
    const digest = sha256(signed);
    const says = { ...readRecord(readBase(base, election), r, election), digest: toHex(digest), fingerprint: crockford(digest.subarray(0, 10)) };
    assert.deepEqual(says, line.says, line.note);
  }
});

test('codes of receipts and of certificates of non-transmission are told by their names', () => {
  const names = { receipt: 'code-receipt', non_transmission: 'code-non-transmission' };
  for (const { symbols, says } of lines('statements.jsonl').filter((line) => line.says !== undefined)) {
    const [kind] = Object.keys(says);
    assert.equal(refusalOf(() => new Scan().add(symbols[0]))?.code, names[kind], symbols[0]);
    assert.deepEqual(codesIn(`read: ${symbols[0]}`), [symbols[0]]);
  }
});

test('every tally code of a real station gives the counts of that station', () => {
  const elections = new Map();
  const source = (name) => {
    if (!elections.has(name)) elections.set(name, JSON.parse(fixture(`elections/${name}/package.json`)));
    return elections.get(name);
  };
  for (const { election, station: code, code: bytes } of lines('tallies.jsonl')) {
    const made = source(election);
    const station = made.stations.find((it) => it.code === code);
    const ballot = made.styles.find(({ id }) => id === station.style).contests.map((id) => made.contests.find((it) => it.id === id));
    const { tally } = JSON.parse(fixture(`elections/${election}/tallies/${code}.json`));
    assert.deepEqual(readTally(fromHex(bytes), station, ballot), inOrder(tally, ballot), code);
  }
});

test('every frozen tape says what it said, and every tape to be refused is not genuine', () => {
  let [said, refused] = [0, 0];
  for (const { symbols, says, refused: why } of lines('symbols.jsonl')) {
    const desk = new Desk();
    desk.take(fixture('vectors/v1/package.json'));
    desk.take(keys.root_key);
    const { refusal } = desk.takeCodes(symbols);
    const good = desk.verdicts.filter(({ verdict }) => verdict === 'genuine' || verdict === 'test');
    if (says !== undefined) {
      assert.deepEqual(good.map(({ record }) => record), [says]);
      said += 1;
    } else {
      // Two tapes at once are two verdicts here, and one line of a program that reads tape by tape.
      assert.equal(good.length !== 1 || refusal !== undefined, true, `${why}: ${JSON.stringify(good)}`);
      refused += 1;
    }
  }
  assert.equal(said > 50 && refused > 70, true);
});

/** A tally file's counts with contests in ballot order and what it may leave out. */
function inOrder(tally, ballot) {
  const contests = ballot.map(({ id }) => {
    const { contest, blank, invalid, votes } = tally.contests.find((it) => it.contest === id);
    const lists = votes.lists?.map((list) => ({ list_only: list.list_only ?? 0, candidates: list.candidates ?? [] }));
    return { contest, blank, invalid, votes: lists === undefined ? votes : { lists } };
  });
  return { ...tally, contests };
}
