// What the center publishes, beside a tape: `results.csv` line by line, `records.jsonl` by digest, `summary.json` by
// fingerprint.
//
// Nothing in these files is signed by itself; they are only ever compared with a record that was verified here.

import { demand, Refusal } from './refusal.js';

/** Reads a published file. Refused as `published-unreadable`. */
export function readPublished(text) {
  const start = text.trimStart();
  if (start.startsWith('station,code,')) return { kind: 'results', stations: readResults(text) };
  try {
    if (!/^\{[^\n]*\}\s*(\n|$)/.test(start)) return readSummary(JSON.parse(start));
    const lines = start.split('\n').filter((line) => line.trim() !== '');
    return readRecords(lines.map((line) => JSON.parse(line)));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('published-unreadable');
  }
}

/**
 * Compares a verified record with what was published of its station.
 *
 * Returns `{ outcome, fingerprint?, differences }`: `equal`, `different` (with every line that differs), `absent` (nothing
 * published of this station), or `replaced` (records.jsonl: the tape was published, and another record counts).
 */
export function compare(published, election, record) {
  const station = published.stations.get(record.station);
  if (station === undefined) return { outcome: 'absent', differences: [] };
  if (published.kind === 'records') return compareRecords(station, record);
  const { fingerprint } = station;
  const own = published.kind === 'results' ? differences(station.lines, tallyLines(election, record)) : [];
  const equal = own.length === 0 && fingerprint === record.fingerprint;
  return { outcome: equal ? 'equal' : 'different', fingerprint, differences: own };
}

function compareRecords(rows, record) {
  const counted = rows.find((row) => row.verdict === 'accepted' && row.tally);
  if (counted?.digest === record.digest) return { outcome: 'equal', fingerprint: counted.fingerprint, differences: [] };
  const own = rows.find((row) => row.digest === record.digest);
  if (own !== undefined && counted !== undefined) return { outcome: 'replaced', fingerprint: counted.fingerprint, differences: [] };
  if (own !== undefined) {
    const outcome = own.verdict === 'received' || own.verdict === 'accepted' ? 'equal' : 'not-counted';
    return { outcome, fingerprint: own.fingerprint, differences: [] };
  }
  return counted === undefined
    ? { outcome: 'absent', differences: [] }
    : { outcome: 'different', fingerprint: counted.fingerprint, differences: [] };
}

/** The lines of a tally by the keys of the published table. */
export function tallyLines(election, record) {
  const { tally } = record;
  const lines = new Map([[key('', '', 'registered'), tally.registered], [key('', '', 'ballots-cast'), tally.ballots_cast]]);
  if (tally.verified !== undefined) lines.set(key('', '', 'verified'), tally.verified);
  election.ballot(election.station(record.station)).forEach((contest, place) => {
    const counts = tally.contests[place];
    const { candidates, lists } = contest.choices;
    candidates?.forEach((candidate, at) => lines.set(key(contest.id, '', candidate.number), counts.votes.candidates[at]));
    lists?.forEach((list, at) => {
      const votes = counts.votes.lists[at];
      lines.set(key(contest.id, list.number, 'list-alone'), votes.list_only);
      list.candidates.forEach((candidate, row) => lines.set(key(contest.id, list.number, candidate.number), votes.candidates[row]));
    });
    lines.set(key(contest.id, '', 'blank'), counts.blank);
    lines.set(key(contest.id, '', 'invalid'), counts.invalid);
  });
  return lines;
}

function key(contest, list, candidate) {
  return JSON.stringify([contest, String(list), String(candidate)]);
}

function differences(published, own) {
  const keys = new Set([...own.keys(), ...published.keys()]);
  return Array.from(keys)
    .filter((it) => published.get(it) !== own.get(it))
    .map((it) => {
      const [contest, list, candidate] = JSON.parse(it);
      return { contest, list, candidate, tape: own.get(it), published: published.get(it) };
    });
}

function readResults(text) {
  const [head, ...rows] = cells(text);
  const at = (name) => head.indexOf(name);
  const [station, print, contest, list, candidate, count] =
    ['station', 'fingerprint', 'contest', 'list', 'candidate', 'count'].map(at);
  demand(![station, print, contest, list, candidate, count].includes(-1), 'published-unreadable');
  const stations = new Map();
  for (const row of rows) {
    demand(row.length === head.length && /^\d+$/.test(row[station]) && /^\d+$/.test(row[count]), 'published-unreadable');
    const number = Number(row[station]);
    if (!stations.has(number)) stations.set(number, { fingerprint: row[print], lines: new Map() });
    const { lines } = stations.get(number);
    const line = key(row[contest], row[list], row[candidate]);
    // A line that stands there twice cannot be compared with one count.
    demand(!lines.has(line), 'published-unreadable');
    lines.set(line, Number(row[count]));
  }
  return stations;
}

/** Comma-separated values (RFC 4180). */
function cells(text) {
  const rows = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  let found = pattern.exec(text);
  while (found !== null) {
    rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    if (found[3] === '') break;
    if (found[3] !== ',') rows.push([]);
    found = pattern.exec(text);
  }
  demand(found !== null, 'published-unreadable');
  return rows.filter((row) => row.length > 1 || row[0] !== '');
}

function readSummary(summary) {
  demand(Array.isArray(summary?.stations), 'published-unreadable');
  const known = summary.stations.filter(({ fingerprint }) => typeof fingerprint === 'string');
  return { kind: 'summary', stations: new Map(known.map(({ station, fingerprint }) => [station, { fingerprint }])) };
}

function readRecords(rows) {
  demand(rows.every((row) => Number.isSafeInteger(row.station) && typeof row.digest === 'string'), 'published-unreadable');
  const stations = new Map();
  for (const row of rows) {
    const tally = row.kind === 'result' || row.kind === 'correction';
    stations.set(row.station, [...(stations.get(row.station) ?? []), { ...row, tally }]);
  }
  return { kind: 'records', stations };
}
