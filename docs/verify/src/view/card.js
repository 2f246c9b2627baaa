// One tape on the screen: the verdict first, what to do next, and only then what the tape says.
//
// Color is never the only sign: every verdict has its own mark and its own sentence.

import { crockford, crockfordStart, fromHex } from '../bytes.js';
import { comparisonView } from './comparison.js';
import { countView } from './count.js';
import { code, element, name } from './dom.js';

const MARK = { genuine: '✓', test: '!', waiting: '…', false: '✗' };

/** The card of one judged set. `show` is `{ speech, election, number, published }`. */
export function cardView(show, judged) {
  const { record, verdict } = judged;
  const attributes = { class: 'card', 'data-verdict': verdict, 'data-code': judged.code, 'data-set': judged.set.key };
  const body = record === undefined ? startView(show, judged.set) : bodyView(show, record, judged);
  return element('article', attributes, bannerView(show, judged), body);
}

function bodyView(show, record, { verdict, code: reason }) {
  const mark = record.test && verdict !== 'test' ? element('p', { class: 'testmark' }, show.speech.say('verdict.test')) : undefined;
  return element('div', { class: 'body' }, mark, printView(show, record), factsView(show, record),
    // What is void need not be what was published.
    show.published === undefined || reason === 'voided' ? undefined : comparisonView(show, record),
    ...(record.tally === undefined ? [] : countView(show, record)),
    textView(show, record));
}

function bannerView({ speech, number }, { verdict, code: reason, facts }) {
  const why = speech.has(`why.${reason}`) ? reason : 'record-wrong';
  const next = verdict === 'false' ? 'false' : why;
  const plain = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, said(value, { speech, number })]));
  return element('div', { class: `verdict ${verdict}`, role: verdict === 'false' ? 'alert' : 'status' },
    element('div', { class: 'mark', 'aria-hidden': 'true' }, MARK[verdict]),
    element('h3', {}, speech.say(`verdict.${verdict}`)),
    element('p', { class: 'why' }, speech.say(`why.${why}`, plain)),
    element('p', { class: 'next' }, speech.say(`next.${next}`, plain)),
    verdict === 'false' ? element('p', { class: 'small' }, code(reason)) : undefined);
}

function said(value, { speech, number }) {
  if (Array.isArray(value)) return speech.list(value.map(number));
  return typeof value === 'number' ? number(value) : value;
}

/** Which tape it is, as far as its codes alone say: the start of the fingerprint on the paper. */
function startView({ speech }, set) {
  return element('div', { class: 'body' }, element('p', {}, `${speech.say('fingerprint')} `, code(`${crockfordStart(set.name)}…`, { class: 'start' })));
}

function printView({ speech }, record) {
  return element('div', { class: 'print' },
    element('span', { class: 'label' }, speech.say('fingerprint')),
    code(record.fingerprint, { class: 'fingerprint' }));
}

function factsView(show, record) {
  const { speech, election, number } = show;
  const station = election.station(record.station);
  const named = (names) => name(election.name(names, speech.language, station));
  const facts = [
    ['fact.election', named(election.election.name)],
    ['fact.station', element('span', {}, code(station.code), ' ', named(station.name))],
    typeof station.district === 'string' ? ['fact.district', name(station.district)] : undefined,
    ['fact.time', timeView(show, record)],
    ['fact.clock', speech.say(`clock.${record.clock}`)],
    ['fact.device', number(record.device)],
    ['fact.record', number(record.sequence)],
    ['fact.approvals', approvalsView(show, record, station)],
    record.tally === undefined ? undefined : ['fact.source', speech.say(`source.${record.source}`)],
    record.voids === undefined ? undefined : ['fact.voids', code(crockford(fromHex(record.voids).subarray(0, 10)))],
    record.reason === undefined ? undefined : ['fact.reason', speech.say(`reason.${record.reason}`)],
    record.voters === undefined ? undefined : ['fact.voters', number(record.voters)],
  ].filter((fact) => fact !== undefined);
  const flags = ['degraded', 'explained'].filter((flag) => record[flag]);
  return element('div', {},
    element('h3', { class: 'kind' }, speech.say(`kind.${record.kind}`)),
    element('dl', {}, facts.map(([key, value]) => element('div', {}, element('dt', {}, speech.say(key)), element('dd', {}, value)))),
    ...flags.map((flag) => element('p', { class: 'flag' }, speech.say(`flag.${flag}`))));
}

/** The moment in UTC, which is the same for everybody, and as this phone's clock shows it. */
function timeView({ speech, number }, { wall }) {
  if (wall === 0) return speech.say('fact.time.unknown');
  const moment = new Date(wall * 1000);
  const pad = (value) => String(value).padStart(2, '0');
  const here = `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())} ${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
  const utc = moment.toISOString().slice(0, 19).replace('T', ' ');
  return element('span', {}, code(`${number(utc)} UTC`), element('span', { class: 'small' }, ' (', code(number(here)), ` ${speech.say('fact.time.here')})`));
}

function approvalsView({ speech, number }, record, station) {
  const approved = record.approvals.filter((place) => place > 0);
  if (approved.length === 0) return speech.say('nobody');
  return element('span', {}, approved.map((place, at) => {
    const official = station.officials[place - 1];
    const who = typeof official?.name === 'string' ? name(official.name) : number(place);
    return element('span', {}, at > 0 ? speech.list(['', '']) : '', who);
  }));
}

/** What programs read; the same fields as docs/wire/rts_open.py writes. */
function textView({ speech }, record) {
  return element('details', { class: 'text' },
    element('summary', {}, speech.say('copy.label')),
    element('pre', { dir: 'ltr', translate: 'no', tabindex: '0' }, JSON.stringify(record, null, 1)));
}
