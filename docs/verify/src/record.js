// A record's base and canonical bytes (docs/wire.md, sections 2 and 3), read after its signature was verified.

import { Reader, toHex } from './bytes.js';
import { demand } from './refusal.js';
import { readTally } from './tally.js';

export const BASE_LENGTH = 11;
const KINDS = ['zero', 'opened', 'turnout', 'result', 'correction', 'annulment', 'rehearsal', 'checkpoint', 'poll'];
const SOURCES = ['device', 'file', 'keyed', 'recovered'];
const CLOCKS = ['unknown', 'set-by-hand', 'battery', 'network'];
const REASONS = ['counting-error', 'wrong-entry', 'order', 'recount', 'other'];

/** The name of a record. Refused as `version-unknown`, `kind-unknown` or `election-other`. */
export function readBase(bytes, election) {
  const reader = new Reader(bytes);
  demand(reader.number(1) === 0x11, 'version-unknown');
  const kind = KINDS[reader.number(1) - 1];
  demand(kind !== undefined, 'kind-unknown');
  const base = { kind, election: reader.number(2), device: reader.number(4), sequence: reader.number(2) };
  demand(base.election === election.election.id, 'election-other');
  const epochs = reader.number(1);
  return { ...base, epochs: [epochs >> 4, epochs & 15] };
}

/** What a record says, with the field names of docs/wire/rts_open.py. */
export function readRecord(base, bytes, election) {
  const reader = new Reader(bytes);
  const station = election.station(reader.number(4));
  const record = { ...base, station: station.number, wall: reader.number(4), ...readFlags(reader.number(1)) };
  const approvals = reader.number(1);
  const [first, second] = (record.approvals = [approvals >> 4, approvals & 15]);
  demand(second === 0 || (first !== 0 && first !== second), 'record-contradicts');
  demand(record.test === (base.kind === 'rehearsal' || election.election.test === true), 'record-contradicts');
  record.journal_head = toHex(reader.take(12));
  readContent(record, reader, station, election);
  reader.end();
  return record;
}

function readFlags(flags) {
  demand((flags & 1) === 0, 'record-contradicts');
  return {
    source: SOURCES[flags >> 6],
    test: (flags >> 5 & 1) === 1,
    clock: CLOCKS[flags >> 3 & 3],
    degraded: (flags >> 2 & 1) === 1,
    explained: (flags >> 1 & 1) === 1,
  };
}

function readContent(record, reader, station, election) {
  const { kind } = record;
  if (kind === 'correction' || kind === 'annulment') {
    record.voids = toHex(reader.take(12));
    record.reason = REASONS[reader.number(1) - 1];
    demand(record.reason !== undefined, 'record-contradicts');
  }
  if (kind === 'result' || kind === 'correction' || kind === 'rehearsal') {
    record.tally = readTally(reader.rest(), station, election.ballot(station));
  }
  if (kind === 'turnout') record.voters = reader.number(4);
  if (kind === 'checkpoint') record.entries = reader.number(4);
  if (kind === 'poll') record.message = toHex(reader.take(8));
}
