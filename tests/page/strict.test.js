// What a careless reader would take: odd signatures, odd texts, odd files. And the texts of all languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { crockford, fromBase45, fromHex, join, toHex } from '../../docs/verify/src/bytes.js';
import { canonical } from '../../docs/verify/src/canonical.js';
import { recognize } from '../../docs/verify/src/files.js';
import { Package } from '../../docs/verify/src/package.js';
import { readPublished } from '../../docs/verify/src/published.js';
import { refusalOf } from '../../docs/verify/src/refusal.js';
import { verify } from '../../docs/verify/src/signature.js';
import { codesIn } from '../../docs/verify/src/symbols.js';
import { readTally } from '../../docs/verify/src/tally.js';
import { preferred, Speech, WORDS } from '../../docs/verify/src/words/index.js';

const { Point } = ed25519;
const L = Point.Fn.ORDER;
const little = (bytes) => bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
const toLittle = (value) => Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
const message = new TextEncoder().encode('counts');
const secret = 123456789n;
const key = Point.BASE.multiply(secret);

/** A signature made by hand; `shift` is added to the commitment after it was made. */
function sign(shift, by = key, scalar = secret) {
  const r = Point.BASE.multiply(987654321n).add(shift).toBytes();
  const k = little(sha512(join(r, by.toBytes(), message))) % L;
  return join(r, toLittle((987654321n + k * scalar) % L));
}

test('a signature made by hand verifies, and nothing near it does', () => {
  const good = sign(Point.ZERO);
  assert.equal(verify(key.toBytes(), message, good), true);
  for (let bit = 0; bit < 512; bit += 7) {
    const changed = Uint8Array.from(good);
    changed[bit >> 3] ^= 1 << (bit & 7);
    assert.equal(verify(key.toBytes(), message, changed), false, `bit ${bit}`);
  }
  assert.equal(verify(key.toBytes(), join(message, [0]), good), false);
  assert.equal(verify(key.toBytes(), message, good.subarray(1)), false);
});

test('S from the order of the group on is refused', () => {
  const good = sign(Point.ZERO);
  const stretched = join(good.subarray(0, 32), toLittle(little(good.subarray(32)) + L));
  assert.equal(verify(key.toBytes(), message, stretched), false);
});

test('a commitment that only the cofactor makes good is refused', () => {
  const torsion = Point.fromBytes(fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'));
  assert.equal(torsion.isSmallOrder(), true);
  const mixed = sign(torsion);
  assert.equal(ed25519.verify(mixed, message, key.toBytes(), { zip215: false }), true, 'the library alone would take it');
  assert.equal(verify(key.toBytes(), message, mixed), false);
});

test('keys and commitments of small order, and texts of points that are not reduced, are refused', () => {
  const identity = join([1], new Uint8Array(31));
  const nothing = join(identity, new Uint8Array(32));
  assert.equal(ed25519.verify(nothing, message, identity), true, 'anything verifies under such a key');
  assert.equal(verify(identity, message, nothing), false);
  const unreduced = join([0xee], new Uint8Array(30).fill(0xff), [0x7f]);
  assert.equal(verify(unreduced, message, nothing), false);
  const commitment = little(sha512(join(identity, key.toBytes(), message))) % L;
  const small = join(identity, toLittle((commitment * secret) % L));
  assert.equal(ed25519.verify(small, message, key.toBytes(), { zip215: false }), true, 'the equation holds');
  assert.equal(verify(key.toBytes(), message, small), false);
});

test('Base45 and the fingerprint are those of their standards', () => {
  const text = (bytes) => new TextDecoder().decode(bytes);
  assert.equal(text(fromBase45('%69 VD92EX0')), 'Hello!!');
  assert.equal(text(fromBase45('QED8WEX0')), 'ietf!');
  for (const wrong of ['GGW', ':::', 'A', 'ab', 'QED8WEX', 'ZZ']) assert.equal(refusalOf(() => fromBase45(wrong))?.code, 'code-unreadable', wrong);
  assert.equal(crockford(fromHex('0ce5c9ac24143edaa0f1')), '1KJW-KB14-2GZD-N87H');
  assert.equal(toHex(fromHex('00fF')), '00ff');
});

test('canonical JSON is that of RFC 8785, and what has no bytes is refused', () => {
  const text = (value) => new TextDecoder().decode(canonical(value));
  assert.equal(text({ '\u20ac': 1, '\r': [], '\ufb33': {}, 1: null, '\ud83d\ude00': true, '\u0080': '\u2028"\\/\u000f' }),
    '{"\\r":[],"1":null,"\u0080":"\u2028\\"\\\\/\\u000f","\u20ac":1,"\ud83d\ude00":true,"\ufb33":{}}');
  for (const wrong of [1.5, -1, -0, 2 ** 53, '\ud800']) assert.equal(refusalOf(() => canonical([wrong]))?.code, 'package-unreadable', String(wrong));
});

test('the two tallies that the specification works out by hand come out', () => {
  const none = readTally(fromHex('012e'), { registered: 1000 }, []);
  assert.deepEqual(none, { registered: 1000, ballots_cast: 300, contests: [] });
  const two = { id: 'c', votes_allowed: 1, choices: { candidates: [{}, {}] } };
  const one = readTally(fromHex('09'), { registered: 1 }, [two]);
  assert.deepEqual(one.contests, [{ contest: 'c', blank: 0, invalid: 0, votes: { candidates: [0, 1] } }]);
  for (const wrong of ['00', '0009', '090000000000000000']) assert.equal(refusalOf(() => readTally(fromHex(wrong), { registered: 1 }, [two]))?.code, 'tally-code', wrong);
});

test('codes are found in whatever a QR program shows', () => {
  assert.deepEqual(codesIn('QR code:\r\nRT1:AB CD\r\n\r\nRT1K:EF\n'), ['RT1:AB CD', 'RT1K:EF']);
  assert.deepEqual(codesIn('Text: RT1:AB\nCD'), ['RT1:ABCD'], 'a line broken by the program');
  assert.deepEqual(codesIn('http://example.org'), []);
});

test('files that are something else are refused in a word', () => {
  for (const text of ['', '{}', '[]', 'null', '{"format":"rts-signed-package/1"}', 'station,code,\n1', '<html>', '[{"certificate": 3}]']) {
    assert.notEqual(refusalOf(() => recognize(text)), undefined, text);
  }
  const hollow = { format: 'rts-signed-package/1', package: { format: 'rts-package/1' }, signature: '00' };
  assert.equal(refusalOf(() => new Package(JSON.stringify(hollow)))?.code, 'package-unreadable');
});

test('quotes, commas and line ends in a published table stay in their cells', () => {
  const head = 'station,code,district,class,fingerprint,contest,contest_name,list,list_name,candidate,candidate_name,count';
  const published = readPublished(`${head}\r\n1,"A,1","a ""b""\nc",general,P,,,,,registered,,300\r\n`);
  assert.deepEqual(Array.from(published.stations.get(1).lines.values()), [300]);
  const twice = `${head}\n1,A,,,P,,,,,registered,,300\n1,A,,,P,,,,,registered,,301\n`;
  assert.equal(refusalOf(() => readPublished(twice))?.code, 'published-unreadable');
});

/** Words that are the same in English and another language. */
const SHARED = ['fr kind.correction'];

test('every language has the same texts with the same arguments, and none is empty', () => {
  const keys = Object.keys(WORDS.en);
  const facts = (text) => Array.from(text.matchAll(/\{[a-z]+\}/g), ([fact]) => fact).sort();
  for (const [language, words] of Object.entries(WORDS)) {
    assert.deepEqual(Object.keys(words), keys, language);
    for (const key of keys) {
      assert.notEqual(words[key].trim(), '', `${language} ${key}`);
      assert.deepEqual(facts(words[key]), facts(WORDS.en[key]), `${language} ${key}`);
      const same = words[key] === WORDS.en[key] && language !== 'en' && /[a-z]{3}/i.test(words[key]) && !SHARED.includes(`${language} ${key}`);
      assert.equal(same, false, `${language} ${key} is English`);
    }
  }
  assert.equal(new Speech('ar').say('why.parts-missing', { missing: '2', count: '3' }).includes('\u20682\u2069'), true);
  assert.equal(preferred(['ku-Arab-IQ', 'en']), 'ckb');
});
