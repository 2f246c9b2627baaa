// The counts of a record: the station's, each contest's lines in ballot order, and the sums.

import { sums, valid } from '../sums.js';
import { element, name } from './dom.js';

/** On a longer ballot, lines without votes are folded away. */
const LONG = 20;

/** Everything of a tally. `show` says texts and numbers: `{ speech, election, number }`. */
export function countView(show, record) {
  const station = show.election.station(record.station);
  const { tally } = record;
  return [
    element('table', { class: 'totals' }, element('tbody', {}, stationRows(show, station, tally))),
    ...show.election.ballot(station).map((contest, place) => contestView(show, station, contest, tally.contests[place])),
    sumView(show, station, tally),
  ];
}

function stationRows({ speech, number }, station, tally) {
  const verified = tally.verified === undefined ? speech.say('count.verified.none') : number(tally.verified);
  return [
    row(speech.say('count.registered'), number(tally.registered)),
    station.verification === true ? row(speech.say('count.verified'), verified) : undefined,
    row(speech.say('count.ballots-cast'), number(tally.ballots_cast)),
  ].filter((it) => it !== undefined);
}

function row(text, value) {
  return element('tr', {}, element('th', { scope: 'row' }, text), element('td', { class: 'votes' }, value));
}

function contestView(show, station, contest, counts) {
  const { speech, election, number } = show;
  const { candidates, lists } = contest.choices;
  const title = election.name(contest.name, speech.language, station);
  const lines = lists === undefined
    ? [linesView(show, station, candidates, counts.votes.candidates)]
    : lists.map((list, place) => listView(show, station, list, counts.votes.lists[place]));
  const several = contest.votes_allowed > 1;
  const foot = [['count.valid', valid(counts.votes)], [several ? 'count.undervotes' : 'count.blank', counts.blank],
    [several ? 'count.overvotes' : 'count.invalid', counts.invalid]];
  return element('section', { class: 'contest' },
    element('h4', {}, name(title)),
    ...lines,
    element('table', { class: 'totals' }, element('tbody', {}, foot.map(([key, votes]) => row(speech.say(key), number(votes))))));
}

function listView(show, station, list, votes) {
  const { speech, election, number } = show;
  const total = votes.candidates.reduce((one, other) => one + other, votes.list_only);
  const title = election.name(list.name, speech.language, station);
  const alone = list.list_vote === true || votes.list_only > 0
    ? element('table', { class: 'totals' }, element('tbody', {}, row(speech.say('count.list-alone'), number(votes.list_only))))
    : undefined;
  return element('details', { class: 'list', open: total > 0 },
    element('summary', {},
      element('span', { class: 'which' }, number(list.number)), element('span', { class: 'who' }, name(title)),
      element('span', { class: 'votes' }, number(total))),
    ...[alone, list.candidates.length > 0 ? linesView(show, station, list.candidates, votes.candidates) : undefined].filter(Boolean));
}

/** Candidates in ballot order; on a long ballot those without votes are folded away below. */
function linesView(show, station, candidates, votes) {
  const { speech, number } = show;
  const lines = candidates.map((candidate, place) => ({ candidate, votes: votes[place] }));
  const fold = lines.length > LONG;
  const without = fold ? lines.filter((line) => line.votes === 0) : [];
  const shown = fold ? lines.filter((line) => line.votes > 0) : lines;
  const table = (some) => element('table', { class: 'lines' },
    element('thead', {}, element('tr', {}, ['number', 'name', 'votes'].map((key) => element('th', { scope: 'col' }, speech.say(`column.${key}`))))),
    element('tbody', {}, some.map((line) => lineView(show, station, line))));
  const folded = without.length === 0 ? undefined : element('details', { class: 'zeros' },
    element('summary', {}, speech.say('count.zeros', { count: number(without.length) })), table(without));
  return element('div', {}, ...[shown.length > 0 ? table(shown) : undefined, folded].filter(Boolean));
}

function lineView({ speech, election, number }, station, { candidate, votes }) {
  const who = [name(election.name(candidate.name, speech.language, station))];
  if (typeof candidate.party === 'string') who.push(element('span', { class: 'party' }, name(candidate.party)));
  return element('tr', {},
    element('td', { class: 'which' }, number(candidate.number)),
    element('td', { class: 'who' }, who),
    element('td', { class: 'votes' }, number(votes)));
}

function sumView(show, station, tally) {
  const { speech, election, number } = show;
  const items = sums(election, station, tally).map((sum) => {
    const facts = { contest: sum.contest === undefined ? '' : election.name(sum.contest.name, speech.language, station) };
    const state = sum.exact ? 'right' : sum.holds ? 'tolerated' : 'wrong';
    const sign = sum.relation === 'equal' ? (sum.exact ? '=' : '≠') : sum.exact ? '≤' : '>';
    return element('li', { class: `sum ${state}`, 'data-sum': sum.subject },
      element('span', { class: 'mark', 'aria-hidden': 'true' }, state === 'wrong' ? '✗' : '✓'),
      element('span', {}, `${speech.say(`sum.${sum.subject}`, facts)} `,
        element('bdi', { class: 'sides', dir: speech.direction }, `${number(sum.left)} ${sign} ${number(sum.right)}`),
        ` ${speech.say(`sum.${state}`)}`));
  });
  return element('section', { class: 'sums' }, element('h4', {}, speech.say('sums')), element('ul', {}, items));
}
