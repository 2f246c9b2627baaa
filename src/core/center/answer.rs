//! Receipts: signed here, kept beside what they answer, and given again as they are.

use crate::packet::{Cause, PacketError, Receipt, Verdict};
use crate::record::{Base, Digest, Record};
use crate::seal::MessageId;
use crate::time::{Now, WallTime};

use super::CenterError;
use super::intake::{Answer, Center, Change, Outcome, Reception};
use super::ledger::{Kept, Ledger, Standing};

use crate::record::Content;

impl Center {
    /// Signs and keeps a receipt for a record where it stands now.
    pub(super) fn sign<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        kept: &Kept,
    ) -> Result<Vec<u8>, CenterError<L::Error>> {
        let authentic = kept.standing.is_authentic();
        let log_index =
            if authentic { Some(ledger.log_index(&kept.digest).map_err(CenterError::Ledger)?) } else { None };
        let name = (kept.signed.base, kept.message);
        let receipt = self.receipt(ledger, now, name, &kept.standing, log_index)?;
        self.sign_and_keep(ledger, &receipt, Some(&kept.digest))
    }

    /// Answers a message that no record came of, with the receipt of the first time if there is one.
    pub(super) fn answer_once<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        (base, id): (Base, MessageId),
        standing: &Standing,
        outcome: Outcome,
    ) -> Result<Reception, CenterError<L::Error>> {
        let stored = ledger.receipt(base.device, id).map_err(CenterError::Ledger)?;
        let receipt = match stored {
            Some(receipt) => receipt,
            None => {
                let receipt = self.receipt(ledger, now, (base, id), standing, None)?;
                self.sign_and_keep(ledger, &receipt, None)?
            }
        };
        Ok(Reception::answered(outcome, base.device, receipt))
    }

    /// Tells which parts are here. Never kept: the next part makes it false.
    pub(super) fn answer_partial<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        (base, id): (Base, MessageId),
        held: u16,
    ) -> Result<Reception, CenterError<L::Error>> {
        let standing = Standing::of(Verdict::Partial);
        let mut receipt = self.receipt(ledger, now, (base, id), &standing, None)?;
        receipt.reason = u8::try_from(held & 0xff).unwrap_or(0);
        let bytes = receipt.sign(None, &self.secrets.receipts).map_err(CenterError::Receipt)?;
        Ok(Reception::answered(Outcome::Partial { held }, base.device, bytes))
    }

    /// Answers a poll with the receipt of the message that it asks for; or, if there is none, with one for itself, so
    /// that the device knows that the center has heard it and not the other.
    pub(super) fn answer_poll<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        poll: &Kept,
    ) -> Result<Reception, CenterError<L::Error>> {
        let base = poll.signed.base;
        let record = Record::parse(base, &poll.signed.r, &self.package.definition).map(|it| it.content);
        let asked = match record {
            Ok(Content::Poll { message }) => {
                ledger.receipt(base.device, MessageId(message)).map_err(CenterError::Ledger)?
            }
            _ => None,
        };
        let receipt = match asked {
            Some(receipt) => receipt,
            None => match ledger.receipt(base.device, poll.message).map_err(CenterError::Ledger)? {
                Some(receipt) => receipt,
                None => self.sign(ledger, now, poll)?,
            },
        };
        Ok(Reception::answered(Outcome::Polled, base.device, receipt))
    }

    /// Signs a receipt for the record that came and for every other one that now stands elsewhere. A record that is
    /// merely superseded gets its new receipt when its device asks.
    pub(super) fn answer_changes<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        changed: &[Kept],
    ) -> Result<Reception, CenterError<L::Error>> {
        let mut answers = Vec::new();
        for (place, kept) in changed.iter().enumerate() {
            let receipt = self.sign(ledger, now, kept)?;
            if place == 0 || kept.standing.verdict != Verdict::Superseded {
                answers.push(Answer { device: kept.signed.base.device, receipt, partial: false });
            }
        }
        // The queue of a modem may keep only the newest receipt: the one for what was just sent goes last.
        if !answers.is_empty() {
            answers.rotate_left(1);
        }
        let changes = changed.iter().map(Change::of).collect();
        Ok(Reception { outcome: Outcome::Kept, answers, changes })
    }

    fn receipt<L: Ledger>(
        &self,
        ledger: &mut L,
        now: Now,
        (base, id): (Base, MessageId),
        standing: &Standing,
        log_index: Option<u32>,
    ) -> Result<Receipt, CenterError<L::Error>> {
        Ok(Receipt {
            base,
            id,
            sequence: ledger.next_receipt(base.device).map_err(CenterError::Ledger)?,
            verdict: standing.verdict,
            reason: standing.cause.map_or(0, Cause::number),
            highest_sequence: ledger.highest_sequence(base.device).map_err(CenterError::Ledger)?,
            center_time: now.wall.map_or(0, WallTime::to_record),
            not_before: self.not_before,
            log_index,
        })
    }

    fn sign_and_keep<L: Ledger>(
        &self,
        ledger: &mut L,
        receipt: &Receipt,
        digest: Option<&Digest>,
    ) -> Result<Vec<u8>, CenterError<L::Error>> {
        let bytes: Result<Vec<u8>, PacketError> = receipt.sign(digest, &self.secrets.receipts);
        let bytes = bytes.map_err(CenterError::Receipt)?;
        let device = receipt.base.device;
        ledger.keep_receipt(device, receipt.id, &bytes).map_err(CenterError::Ledger)?;
        Ok(bytes)
    }
}
