//! What a record says, held against the roster, the package and the clock. The order of the checks is the order in which
//! a record may be believed.

use crate::election::{OfficialIndex, Station, StationClass, Tally, check};
use crate::packet::{Cause, Verdict};
use crate::record::{Base, Content, Facts, Record, SignedRecord};
use crate::seal::verify;
use crate::time::{ClockQuality, Now, WallTime};

use super::CenterError;
use super::flag::{self, Flag};
use super::intake::Center;
use super::ledger::{Kept, Ledger, Standing};
use super::roster::RosterEntry;

/// How far a record's time may lie ahead of the center's clock, in seconds.
const AHEAD: i64 = 300;

impl Center {
    /// The roster's entry of the device that signed, or why nobody vouches for the signature.
    pub(super) fn writer<L: Ledger>(
        &self,
        ledger: &mut L,
        kept: &Kept,
    ) -> Result<Result<RosterEntry, Standing>, CenterError<L::Error>> {
        let device = kept.signed.base.device;
        let Some(entry) = ledger.device(device).map_err(CenterError::Ledger)? else {
            return Ok(Err(unknown(device)));
        };
        if read_before(ledger, &kept.signed, &entry).is_some() {
            return Ok(Ok(entry));
        }
        Ok(self.vouches(&entry, &kept.signed).map(|()| entry))
    }

    /// Whether the roster's entry vouches for the signature of a record, or why it does not.
    pub(super) fn vouches(&self, entry: &RosterEntry, record: &SignedRecord) -> Result<(), Standing> {
        let Base { device, election, .. } = record.base;
        let key = entry.key_of(device, election, &self.roster_key).ok_or_else(|| unknown(device))?;
        let signed = record.signature_input(&self.package.digest);
        verify(&key, &signed, &record.signature).map_err(|_| Standing::quarantined(Cause::Signature, ""))
    }

    /// The content of an authentic record, or why it cannot be used.
    pub(super) fn read<L: Ledger>(
        &self,
        ledger: &L,
        kept: &Kept,
        entry: &RosterEntry,
    ) -> Result<Record, Standing> {
        match read_before(ledger, &kept.signed, entry) {
            Some(record) => Ok(record.clone()),
            None => self.parse(&kept.signed, entry),
        }
    }

    /// The content of a record that its roster entry vouches for, or why it cannot be used.
    pub(super) fn parse(&self, signed: &SignedRecord, entry: &RosterEntry) -> Result<Record, Standing> {
        if entry.revoked {
            return Err(Standing::quarantined(Cause::DeviceRevoked, ""));
        }
        let unreadable =
            |why: &dyn std::fmt::Display| Standing::quarantined(Cause::Unreadable, why.to_string());
        let facts = Facts::peek(&signed.r).map_err(|why| unreadable(&why))?;
        let own = entry.certificate.station;
        if facts.station != own {
            let note = format!("expected station {own}, found {}", facts.station);
            return Err(Standing::quarantined(Cause::OtherStation, note));
        }
        let station = self.station(own).ok_or_else(|| {
            Standing::quarantined(Cause::OtherStation, format!("station {own} is not in the package"))
        })?;
        Record::parse_at(station, signed.base, &signed.r, &self.package.definition)
            .map_err(|why| unreadable(&why))
    }

    /// Where a record stands by itself, before other records of its station are looked at.
    pub(super) fn judge(&self, now: Now, record: &Record) -> Standing {
        let Some(station) = self.station(record.facts.station) else {
            return Standing::quarantined(Cause::OtherStation, "");
        };
        let mut standing = match &record.content {
            Content::Zero
            | Content::Opened
            | Content::Turnout { .. }
            | Content::Rehearsal(_)
            | Content::Checkpoint { .. }
            | Content::Poll { .. } => Standing::of(Verdict::Received),
            Content::Result(tally) | Content::Correction { tally, .. } => {
                match self.judge_result(now, station, record, tally) {
                    Ok(flags) => Standing { flags, ..Standing::of(Verdict::Accepted) },
                    Err(standing) => standing,
                }
            }
            Content::Annulment { .. } => match self.approvals(station, &record.facts) {
                Ok(()) => Standing::of(Verdict::Accepted),
                Err(standing) => standing,
            },
        };
        if record.facts.flags.degraded {
            standing.flags.push(Flag::DegradedMedium);
        }
        if ahead(&record.facts, now) {
            standing.flags.push(Flag::Clock);
        }
        standing
    }

    fn judge_result(
        &self,
        now: Now,
        station: &Station,
        record: &Record,
        tally: &Tally,
    ) -> Result<Vec<Flag>, Standing> {
        let facts = &record.facts;
        self.approvals(station, facts)?;
        if station.district.trim().is_empty() {
            return Err(Standing::quarantined(Cause::NoDistrict, ""));
        }
        let mut flags = flag::of_tally(tally);
        if let Some(class) = self.package.definition.class(station) {
            flags.extend(hours(class, facts, now)?);
        }
        let checked = check(&self.package.definition, station, tally, facts.flags.source)
            .map_err(|refusal| Standing::quarantined(Cause::Sums, refusal.at))?;
        match (checked.sums_explained(), facts.flags.explained) {
            (true, true) => flags.push(Flag::SumsExplained),
            (true, false) => flags.push(Flag::SumsUnexplained),
            (false, _) => {}
        }
        flags.extend(flag::of_source(facts.flags.source));
        match self.rules.broken(&self.package.definition, station, tally, &flags) {
            Some((rule, found)) => {
                Err(Standing { flags, ..Standing::quarantined(Cause::Rule, rule.note(&found)) })
            }
            None => Ok(flags),
        }
    }

    /// Two different officials of the station where the election has the two-person rule, else one.
    fn approvals(&self, station: &Station, facts: &Facts) -> Result<(), Standing> {
        let known = |index: &OfficialIndex| (1..=station.officials.len()).contains(&usize::from(index.0));
        let approvals = facts.approvals;
        let named = [approvals.first, approvals.second];
        let needed = if self.package.definition.rules.two_person { 2 } else { 1 };
        let all_known = named.iter().flatten().all(known);
        if all_known && named.iter().flatten().count() >= needed {
            return Ok(());
        }
        let shown =
            |index: Option<OfficialIndex>| index.map_or_else(|| "nobody".to_owned(), |it| it.0.to_string());
        let note = format!("approved by {} and {}", shown(approvals.first), shown(approvals.second));
        Err(Standing::quarantined(Cause::Approvals, note))
    }
}

fn unknown(device: u32) -> Standing {
    Standing::quarantined(Cause::DeviceUnknown, format!("device {device}"))
}

/// What a record says, if it was verified against this entry and read before its turn.
fn read_before<'l, L: Ledger>(
    ledger: &'l L,
    signed: &SignedRecord,
    entry: &RosterEntry,
) -> Option<&'l Record> {
    ledger.reading(signed).and_then(|reading| reading.of(signed, entry))
}

/// A result from before the close is none. A time that cannot be true is a remark: a record is never set aside for its
/// box's broken clock.
fn hours(class: &StationClass, facts: &Facts, now: Now) -> Result<Option<Flag>, Standing> {
    let early = |what: &str| {
        Err(Standing::quarantined(Cause::BeforeClose, format!("{what}, close {}", class.closes)))
    };
    if now.wall.is_some_and(|wall| wall < class.closes_at()) {
        return early("arrived before the close");
    }
    let Some(time) = facts.time() else { return Ok(None) };
    let of_the_day = time >= class.opens_at() && time < class.closes_at();
    if of_the_day && facts.flags.clock != ClockQuality::Unknown {
        return early("closed before the close");
    }
    Ok((time < class.closes_at()).then_some(Flag::Clock))
}

fn ahead(facts: &Facts, now: Now) -> bool {
    let ahead = |time: WallTime, wall: WallTime| time.unix() > wall.unix().saturating_add(AHEAD);
    facts.time().zip(now.wall).is_some_and(|(time, wall)| ahead(time, wall))
}
