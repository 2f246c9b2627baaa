// The tape beside what the center published of its station.

import { compare } from '../published.js';
import { element, name } from './dom.js';

const STATE = { equal: 'genuine', different: 'false', absent: 'waiting', replaced: 'waiting', 'not-counted': 'waiting' };
const MARK = { genuine: '✓', waiting: '…', false: '✗' };
const WORDS = { registered: 'count.registered', verified: 'count.verified', 'ballots-cast': 'count.ballots-cast' };
const LAST = { blank: 'count.blank', invalid: 'count.invalid', 'list-alone': 'count.list-alone' };
/** More than a screen can hold says nothing more. */
const MOST_LINES = 200;

/** The outcome, and every line that differs. */
export function comparisonView(show, record) {
  const { speech, published } = show;
  if (record.tally === undefined && published.kind !== 'records') return element('div', {});
  const { outcome, fingerprint, differences } = compare(published, show.election, record);
  const state = STATE[outcome];
  return element('div', { class: 'comparison', 'data-outcome': outcome },
    element('div', { class: `verdict ${state}` },
      element('div', { class: 'mark', 'aria-hidden': 'true' }, MARK[state]),
      element('h4', {}, speech.say(`compare.${outcome}`)),
      fingerprint === undefined || outcome === 'equal' ? undefined : element('p', {}, speech.say('compare.print', { fingerprint: fingerprint.replaceAll('-', '\u2011') })),
      state === 'false' ? element('p', { class: 'next' }, speech.say('compare.next')) : undefined),
    ...(differences.length === 0 ? [] : [tableView(show, record, differences.slice(0, MOST_LINES))]));
}

function tableView(show, record, differences) {
  const { speech, number } = show;
  const value = (count) => (count === undefined ? speech.say('missing') : number(count));
  return element('table', { class: 'lines differences' },
    element('thead', {}, element('tr', {}, ['line', 'tape', 'published'].map((key) => element('th', { scope: 'col' }, speech.say(`compare.${key}`))))),
    element('tbody', {}, differences.map((line) => element('tr', {},
      element('td', { class: 'who' }, lineName(show, record, line)),
      element('td', { class: 'votes' }, value(line.tape)),
      element('td', { class: 'votes' }, value(line.published))))));
}

/** Contest, list and candidate by their names; what the package does not know, as it was published. */
function lineName({ speech, election, number }, record, line) {
  if (Object.hasOwn(WORDS, line.candidate) && line.contest === '') return speech.say(WORDS[line.candidate]);
  const station = election.station(record.station);
  const contest = election.contests.get(line.contest);
  const list = contest?.choices.lists?.find((it) => String(it.number) === line.list);
  const among = list?.candidates ?? contest?.choices.candidates;
  const candidate = among?.find((it) => String(it.number) === line.candidate);
  const named = (item, raw) => (item === undefined ? raw : `${number(item.number)} ${election.name(item.name, speech.language, station)}`);
  const last = Object.hasOwn(LAST, line.candidate) ? speech.say(LAST[line.candidate]) : named(candidate, line.candidate);
  const first = contest === undefined ? line.contest : election.name(contest.name, speech.language, station);
  const pieces = [first, line.list === '' ? '' : named(list, line.list), last].filter((piece) => piece !== '');
  return pieces.map((piece, at) => element('span', { class: at + 1 < pieces.length ? 'party' : '' }, name(piece)));
}
