// What stands both on a tape and on the page has one word in each language: the page's texts against the files of the tapes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { WORDS } from '../../docs/verify/src/words/index.js';

/** Keys of the page and the messages of the tapes that say the same. */
const SAME = {
  'package.number': 'package-digest',
  'fingerprint': 'fingerprint',
  'kind.zero': 'kind-zero',
  'kind.opened': 'kind-opened',
  'kind.turnout': 'kind-turnout',
  'kind.result': 'kind-result',
  'kind.correction': 'kind-correction',
  'kind.annulment': 'kind-annulment',
  'kind.rehearsal': 'kind-rehearsal',
  'fact.election': 'election',
  'fact.station': 'station',
  'fact.district': 'district',
  'fact.device': 'device',
  'fact.record': 'record',
  'fact.approvals': 'approved-by',
  'fact.clock': 'part-clock',
  'fact.reason': 'reason',
  'source.device': 'source-device',
  'source.file': 'source-file',
  'source.keyed': 'source-keyed',
  'source.recovered': 'source-recovered',
  'clock.unknown': 'clock-unknown',
  'clock.set-by-hand': 'clock-by-hand',
  'clock.battery': 'clock-battery',
  'clock.network': 'clock-network',
  'reason.counting-error': 'reason-counting-error',
  'reason.wrong-entry': 'reason-wrong-entry',
  'reason.order': 'reason-order',
  'reason.recount': 'reason-recount',
  'reason.other': 'reason-other',
  'sum.registered': 'check-registered',
  'sum.ballots-registered': 'check-ballots-registered',
  'sum.ballots-verified': 'check-ballots-verified',
  'sum.verified-registered': 'check-verified-registered',
  'count.registered': 'registered-voters',
  'count.verified': 'verified-voters',
  'count.ballots-cast': 'ballots-cast',
  'count.valid': 'valid-votes',
  'count.blank': 'blank-ballots',
  'count.invalid': 'invalid-ballots',
  'count.undervotes': 'undervotes',
  'count.overvotes': 'overvotes',
  'count.list-alone': 'list-alone',
  'column.number': 'number',
  'column.votes': 'votes',
};
/** Keys whose English is that of a tape's message by chance: gender and sense differ elsewhere. */
const BY_CHANCE = ['fact.time.unknown'];

/** The messages of a language's tapes that are one text without arguments. */
function tapes(language) {
  const text = readFileSync(`src/core/tape/words/ftl/${language}.ftl`, 'utf8');
  return new Map([...text.matchAll(/^([a-z][a-z-]*) = ([^{}\n]+)$/gm)].map(([, id, said]) => [id, said]));
}

const folded = (text) => text.toLowerCase();

test('a word of the tapes is the same word on the page in every language', () => {
  for (const [language, page] of Object.entries(WORDS)) {
    const messages = tapes(language);
    for (const [key, id] of Object.entries(SAME)) {
      assert.ok(messages.has(id), `${language}: no message ${id}`);
      assert.equal(folded(page[key]), folded(messages.get(id)), `${language}: ${key} and ${id}`);
    }
  }
});

test('no word of the tapes stands on the page uncompared', () => {
  const said = new Set([...tapes('en').values()].map(folded));
  const known = new Set([...Object.keys(SAME), ...BY_CHANCE]);
  const forgotten = Object.keys(WORDS.en).filter((key) => said.has(folded(WORDS.en[key])) && !known.has(key));
  assert.deepEqual(forgotten, []);
});
