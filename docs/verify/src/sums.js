// The control sums of a tally (docs/package.md): what must add up, each with both sides.

/** Every sum: `{ subject, contest?, left, right, relation, exact, holds }`; relation is `equal` or `at-most`. */
export function sums(election, station, tally) {
  const { tolerances } = election.rules;
  const all = [sum('registered', tally.registered, 'equal', station.registered, 0)];
  if (tally.verified === undefined) {
    all.push(sum('ballots-registered', tally.ballots_cast, 'at-most', tally.registered, tolerances.voters_over_registered));
  } else {
    all.push(sum('ballots-verified', tally.ballots_cast, 'at-most', tally.verified, tolerances.ballots_over_verified));
    all.push(sum('verified-registered', tally.verified, 'at-most', tally.registered, tolerances.voters_over_registered));
  }
  election.ballot(station).forEach((contest, place) => {
    const counts = tally.contests[place];
    const right = tally.ballots_cast * contest.votes_allowed;
    const left = valid(counts.votes) + counts.blank + counts.invalid;
    all.push({ ...sum('contest', left, 'equal', right, tolerances.votes_in_contest), contest });
  });
  return all;
}

/** Valid votes of a contest. */
export function valid(votes) {
  const total = (counts) => counts.reduce((one, other) => one + other, 0);
  if (votes.lists === undefined) return total(votes.candidates);
  return total(votes.lists.map((list) => list.list_only + total(list.candidates)));
}

function sum(subject, left, relation, right, tolerance) {
  const miss = relation === 'equal' ? Math.abs(left - right) : Math.max(left - right, 0);
  return { subject, left, relation, right, exact: miss === 0, holds: miss <= tolerance };
}
