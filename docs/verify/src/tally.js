// A tally code read with the ballot of its station (docs/wire.md, section 8.4).

import { Code } from './coder.js';
import { demand } from './refusal.js';

const LIMIT = 1 << 20;
const FIRST_PLACES = [30, 15, 9, 6, 6];

/** The counts of a station. Contests stand in ballot order; fields are those of a tally file (docs/package.md). */
export function readTally(bytes, station, contests) {
  const code = new Code(bytes);
  const registered = readRegistered(code, station.registered);
  const cast = readCast(code, registered);
  const tally = { registered, ballots_cast: cast };
  if (station.verification === true) {
    const difference = code.flag(3, 1) === 1 ? code.difference(true) : 0;
    if (difference !== undefined) {
      tally.verified = cast + difference;
      demand(tally.verified >= 0 && tally.verified < LIMIT, 'tally-code');
    }
  }
  tally.contests = contests.map((contest) => readContest(code, contest, cast));
  code.end();
  return tally;
}

// Each number has one code: the long form is refused where the short one would do.
function readRegistered(code, usual) {
  if (code.flag(255, 1) === 0) return usual;
  const registered = code.uniform(LIMIT);
  demand(registered !== usual, 'tally-code');
  return registered;
}

function readCast(code, registered) {
  if (code.flag(255, 1) === 0) return code.uniform(registered + 1);
  const cast = code.uniform(LIMIT);
  demand(cast > registered, 'tally-code');
  return cast;
}

function readContest(code, contest, cast) {
  let sum = contest.votes_allowed * cast;
  if (code.flag(255, 1) === 1) sum += code.difference();
  demand(sum >= 0, 'tally-code');
  const [blank, invalid, valid] = code.urn(sum, [2, 1, 16], 2);
  const { candidates, lists } = contest.choices;
  const votes = lists === undefined
    ? { candidates: readCandidates(code, contest, candidates.length, valid) }
    : { lists: readLists(code, contest, lists, valid) };
  return { contest: contest.id, blank, invalid, votes };
}

function readCandidates(code, contest, count, valid) {
  const several = contest.votes_allowed > 1;
  const usual = { a: 1, b: several ? 1 : count <= 4 ? 2 : 6 };
  const { a, b } = contest.coding ?? usual;
  return code.urn(valid, Array(count).fill(a), b);
}

function readLists(code, contest, lists, valid) {
  const { a, b } = contest.coding ?? { a: 1, b: 5 };
  const totals = code.urn(valid, Array(lists.length).fill(a), b);
  return lists.map((list, place) => readList(code, list, totals[place]));
}

function readList(code, list, total) {
  const count = list.candidates.length;
  if (count === 0) return { list_only: total, candidates: [] };
  const [alone, rest] = list.list_vote === true ? code.urn(total, [2, 1], 1) : [0, total];
  const further = count > 30 ? 1 : 3;
  const weights = Array.from({ length: count }, (_, place) => FIRST_PLACES[place] ?? further);
  return { list_only: alone, candidates: code.urn(rest, weights, 15) };
}
