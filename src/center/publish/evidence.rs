//! The log as the database has it, with every receipt that was signed since the last publication appended.

use std::collections::{BTreeMap, BTreeSet};

use rts_core::center::publication::{Entry, Log};
use rts_core::center::{Kept, Ledger as _};
use rts_core::record::Digest;
use rts_core::seal::DeviceCertificate;

use crate::center::command::Stop;
use crate::center::database::Transaction;

/// Everything that is published as it was signed.
#[derive(Debug)]
pub(super) struct Evidence {
    /// The log, with every record and receipt.
    pub(super) log: Log,
    /// Every authentic record, in order of arrival.
    pub(super) records: Vec<Kept>,
    /// Certificate and reason of revocation of every box.
    pub(super) roster: Vec<(DeviceCertificate, Option<String>)>,
}

impl Evidence {
    /// Reads it, and appends to the log what is missing there.
    pub(super) fn read(transaction: &mut Transaction<'_>, package: &[u8; 32]) -> Result<Self, Stop> {
        let records = transaction.authentic_records()?;
        let mut entries: BTreeMap<Digest, Entry> = BTreeMap::new();
        for kept in &records {
            entries.entry(kept.digest).or_insert_with(|| Entry::Record(kept.signed.clone()));
        }
        let mut leaves = transaction.log()?;
        let known: BTreeSet<Digest> = leaves.iter().copied().collect();
        for entry in receipts(transaction, &records)? {
            let name = entry.name(package);
            if !known.contains(&name) {
                transaction.log_index(&name)?;
                leaves.push(name);
            }
            entries.insert(name, entry);
        }
        for (_, bytes) in transaction.statements()? {
            let entry = Entry::parse(&bytes);
            let entry = entry.ok_or_else(|| Stop::Software("read a statement of the log".to_owned()))?;
            entries.insert(entry.name(package), entry);
        }
        let mut log = Log::default();
        for name in &leaves {
            let entry = entries.get(name);
            let missing = || Stop::Software(format!("find the log's entry {} ({name})", log.size()));
            log.push(&entry.ok_or_else(missing)?.clone(), package);
        }
        let roster = transaction.roster()?.into_iter().map(|row| (row.certificate, row.revoked)).collect();
        Ok(Self { log, records, roster })
    }
}

/// The receipts that answer a record that is in the log, in the order in which they were signed.
fn receipts(transaction: &mut Transaction<'_>, records: &[Kept]) -> Result<Vec<Entry>, Stop> {
    let by_message: BTreeMap<_, Digest> =
        records.iter().map(|kept| ((kept.signed.base.device, kept.message), kept.digest)).collect();
    let receipts = transaction.receipts()?.into_iter().filter_map(|(device, message, bytes)| {
        let digest = *by_message.get(&(device, message))?;
        Some(Entry::Receipt { digest, receipt: bytes.try_into().ok()? })
    });
    Ok(receipts.collect())
}
