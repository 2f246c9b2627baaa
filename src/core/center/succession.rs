//! Records beside one another: two with one number, a second result, corrections of what came before, before or after
//! they arrive.

use crate::packet::{Cause, Verdict};
use crate::record::{Base, Content, Kind, Record};
use crate::time::Now;

use super::CenterError;
use super::flag::{self, Flag};
use super::intake::{Center, Reception};
use super::ledger::{Kept, Ledger, Standing};
use super::rule::Rule;

impl Center {
    /// Keeps an authentic record where it belongs among the others. Returns it and all records that stand elsewhere now.
    pub(super) fn settle<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        mut kept: Kept,
        flags: &[Flag],
    ) -> Result<Vec<Kept>, CenterError<L::Error>> {
        let Base { device, sequence, .. } = kept.signed.base;
        let gap = ledger.highest_sequence(device).map_err(CenterError::Ledger)?.saturating_add(1) < sequence;
        kept.standing = self.stand(ledger, now, &kept)?;
        kept.standing.flags.extend_from_slice(flags);
        if gap {
            kept.standing.flags.push(Flag::Gap);
        }
        let mut changed = Vec::new();
        let numbered = ledger.records_numbered(device, sequence).map_err(CenterError::Ledger)?;
        let others: Vec<Kept> = numbered.into_iter().filter(|other| other.digest != kept.digest).collect();
        if let Some(first) = others.first() {
            kept.standing = equivocates(&kept, first);
        }
        for mut other in others {
            if other.standing.cause != Some(Cause::Equivocation) {
                other.standing = equivocates(&other, &kept);
                ledger.keep_record(&other).map_err(CenterError::Ledger)?;
                changed.push(other);
            }
        }
        self.keep_authentic(ledger, &kept)?;
        let mut all = vec![kept];
        all.append(&mut changed);
        self.follow_up(ledger, now, &mut all)?;
        Ok(all)
    }

    /// Releases a quarantined record by order of two officers, who say why: it counts, and no other result of its station
    /// does. `None` if it is not quarantined, or if nobody vouches for its signature.
    ///
    /// # Errors
    ///
    /// As [`Center::intake`].
    pub fn release<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        mut kept: Kept,
        officers: [&str; 2],
        reason: &str,
    ) -> Result<Option<Reception>, CenterError<L::Error>> {
        let entry = ledger.device(kept.signed.base.device).map_err(CenterError::Ledger)?;
        let Some(entry) = entry else { return Ok(None) };
        let quarantined = kept.standing.verdict == Verdict::Quarantined && kept.standing.is_authentic();
        let [one, other] = officers;
        if !quarantined
            || one == other
            || reason.trim().is_empty()
            || self.read(ledger, &kept, &entry).is_err()
        {
            return Ok(None);
        }
        kept.standing.verdict = Verdict::Accepted;
        kept.standing.cause = None;
        kept.standing.note = format!("released by {one} and {other}: {reason}");
        kept.standing.flags.push(Flag::Released);
        ledger.keep_record(&kept).map_err(CenterError::Ledger)?;
        let mut changed = vec![kept];
        if let Some(kept) = changed.first().filter(|kept| is_result(kept)).cloned() {
            for mut other in self.others(ledger, &kept)? {
                if is_result(&other) && other.standing.counts() {
                    other.standing.verdict = Verdict::Superseded;
                    ledger.keep_record(&other).map_err(CenterError::Ledger)?;
                    changed.push(other);
                }
            }
        }
        self.follow_up(ledger, now, &mut changed)?;
        self.answer_changes(ledger, now, &changed).map(Some)
    }

    fn keep_authentic<L: Ledger>(&self, ledger: &mut L, kept: &Kept) -> Result<(), CenterError<L::Error>> {
        ledger.keep_record(kept).map_err(CenterError::Ledger)?;
        ledger.log_index(&kept.digest).map_err(CenterError::Ledger)?;
        Ok(())
    }

    /// Where a record stands by itself and among the others of its station.
    fn stand<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        kept: &Kept,
    ) -> Result<Standing, CenterError<L::Error>> {
        let entry = match self.writer(ledger, kept)? {
            Ok(entry) => entry,
            Err(standing) => return Ok(standing),
        };
        let record = match self.read(ledger, kept, &entry) {
            Ok(record) => record,
            Err(standing) => return Ok(standing),
        };
        let mut standing = self.judge(now, &record);
        if standing.verdict != Verdict::Accepted {
            return Ok(standing);
        }
        let others = self.others(ledger, kept)?;
        let place = match &record.content {
            Content::Annulment { voids, .. } => {
                let ordered = ledger.annulment_ordered(*voids).map_err(CenterError::Ledger)?;
                if ordered { annulment(&others, *voids) } else { Err(Cause::OrderMissing) }
            }
            Content::Correction { voids, .. } => correction(&others, *voids),
            Content::Result(_)
            | Content::Zero
            | Content::Opened
            | Content::Turnout { .. }
            | Content::Rehearsal(_)
            | Content::Checkpoint { .. }
            | Content::Poll { .. } => self.result(kept, &others),
        };
        match place {
            Ok(verdict) => standing.verdict = verdict,
            Err(cause) => {
                standing.verdict = Verdict::Quarantined;
                standing.cause = Some(cause);
            }
        }
        self.compare_votes(ledger, &record, &mut standing)?;
        Ok(standing)
    }

    fn compare_votes<L: Ledger>(
        &self,
        ledger: &mut L,
        record: &Record,
        standing: &mut Standing,
    ) -> Result<(), CenterError<L::Error>> {
        let Some(votes) = record.content.tally().and_then(flag::votes_digest) else { return Ok(()) };
        if let Some(other) = ledger.twin(votes, record.facts.station).map_err(CenterError::Ledger)? {
            standing.flags.push(Flag::SameVotes);
            standing.note = format!("same votes as station {other}");
        }
        let Some(place) = self.station(record.facts.station).and_then(|it| self.rules.twins_of(it)) else {
            return Ok(());
        };
        let votes = flag::votes_digest_at(&votes, place);
        let twin = ledger.twin(votes, record.facts.station).map_err(CenterError::Ledger)?;
        if let (Some(other), Verdict::Accepted) = (twin, standing.verdict) {
            standing.verdict = Verdict::Quarantined;
            standing.cause = Some(Cause::Rule);
            standing.note = Rule::SameVotes.note(&format!("the same votes as station {other}"));
        }
        Ok(())
    }

    fn others<L: Ledger>(&self, ledger: &mut L, kept: &Kept) -> Result<Vec<Kept>, CenterError<L::Error>> {
        let Some(station) = kept.station else { return Ok(Vec::new()) };
        let of_station = ledger.records_of_station(station).map_err(CenterError::Ledger)?;
        Ok(of_station.into_iter().filter(|other| other.digest != kept.digest).collect())
    }

    /// A first result: one that a released correction voids already, or one beside another, does not count.
    fn result(&self, kept: &Kept, others: &[Kept]) -> Result<Verdict, Cause> {
        let voids_it = |other: &&Kept| other.standing.counts() && self.voids(other) == Some(head(kept));
        if others.iter().any(|other| voids_it(&other)) {
            return Ok(Verdict::Superseded);
        }
        let disputed = |other: &&Kept| other.standing.cause == Some(Cause::Equivocation);
        let stands = |other: &&Kept| is_result(other) && (other.standing.counts() || disputed(other));
        if others.iter().any(|other| stands(&other)) {
            Err(Cause::SecondResult)
        } else {
            Ok(Verdict::Accepted)
        }
    }

    fn voids(&self, kept: &Kept) -> Option<[u8; 12]> {
        // Reading a long ballot costs more than all the rest of its intake, and a first result voids nothing.
        if !matches!(kept.signed.base.kind, Kind::Correction | Kind::Annulment) {
            return None;
        }
        let station = self.station(kept.station?)?;
        let parsed = Record::parse_at(station, kept.signed.base, &kept.signed.r, &self.package.definition);
        parsed.ok()?.content.voids()
    }

    /// Sets aside what counted records void, and judges again what waited for one of them, until nothing changes.
    fn follow_up<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        changed: &mut Vec<Kept>,
    ) -> Result<(), CenterError<L::Error>> {
        let mut next = 0;
        while let Some(kept) = changed.get(next).cloned() {
            next = next.saturating_add(1);
            let voids = if kept.standing.counts() { self.voids(&kept) } else { None };
            for mut other in self.others(ledger, &kept)? {
                if voids == Some(head(&other)) && other.standing.verdict != Verdict::Superseded {
                    other.standing.verdict = Verdict::Superseded;
                    other.standing.cause = None;
                    restand(ledger, changed, other)?;
                }
            }
            for mut other in self.others(ledger, &kept)? {
                let waits = other.standing.cause == Some(Cause::OriginalMissing);
                if waits && self.voids(&other) == Some(head(&kept)) {
                    let mut standing = self.stand(ledger, now, &other)?;
                    let came = other.standing.flags.iter().filter(|flag| Flag::OF_ARRIVAL.contains(flag));
                    standing.flags.extend(came);
                    // What still waits was told so: a second receipt would say nothing new.
                    if standing.cause != other.standing.cause {
                        other.standing = standing;
                        restand(ledger, changed, other)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Keeps the new standing of a record that was kept before.
fn restand<L: Ledger>(
    ledger: &mut L,
    changed: &mut Vec<Kept>,
    record: Kept,
) -> Result<(), CenterError<L::Error>> {
    ledger.keep_record(&record).map_err(CenterError::Ledger)?;
    match changed.iter_mut().find(|known| known.digest == record.digest) {
        Some(known) => *known = record,
        None => changed.push(record),
    }
    Ok(())
}

fn head(kept: &Kept) -> [u8; 12] {
    let mut head = [0; 12];
    head.iter_mut().zip(kept.digest.0).for_each(|(to, from)| *to = from);
    head
}

fn is_result(kept: &Kept) -> bool {
    matches!(kept.signed.base.kind, Kind::Result | Kind::Correction)
}

fn equivocates(kept: &Kept, other: &Kept) -> Standing {
    let note = format!("{} and {}", kept.digest.fingerprint(), other.digest.fingerprint());
    Standing { flags: kept.standing.flags.clone(), ..Standing::quarantined(Cause::Equivocation, note) }
}

/// A correction takes the place of a result that counts, or of one that was set aside for what it said.
fn correction(others: &[Kept], voids: [u8; 12]) -> Result<Verdict, Cause> {
    let original = others.iter().find(|other| is_result(other) && head(other) == voids);
    let original = original.ok_or(Cause::OriginalMissing)?;
    match (original.standing.verdict, original.standing.cause) {
        (Verdict::Superseded, _) => return Err(Cause::SecondResult),
        (_, Some(cause @ (Cause::Equivocation | Cause::OriginalMissing))) => return Err(cause),
        _ => {}
    }
    let another =
        |other: &Kept| is_result(other) && other.standing.counts() && other.digest != original.digest;
    if others.iter().any(another) { Err(Cause::SecondResult) } else { Ok(Verdict::Accepted) }
}

fn annulment(others: &[Kept], voids: [u8; 12]) -> Result<Verdict, Cause> {
    let original = others.iter().find(|other| is_result(other) && head(other) == voids);
    let void_already = original.ok_or(Cause::OriginalMissing)?.standing.verdict == Verdict::Superseded;
    if void_already { Err(Cause::SecondResult) } else { Ok(Verdict::Accepted) }
}
