//! The check of a whole publication by a stranger: signatures, the log, the tables against the evidence, each other and
//! the list of files. Goes on after a fault as far as what is left means anything, so that one run names all of them.

mod growth;
mod signatures;
mod tables;

use crate::election::{Code, ElectionDefinition, Refusal};
use crate::seal::{Package, PublicKey, open_package, package_digest};
use crate::transparency::Hash;

use super::fault::Fault;
use super::files::{Files, needed};
use super::grounds::Grounds;
use super::log::Log;
use super::{PACKAGE, sums};

/// What the check of a publication found.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// Number of the election and digest of its package.
    pub election: Option<(u16, [u8; 32])>,
    /// True if the commission's root key was given and signed the package.
    pub signed: bool,
    /// Stations of the package.
    pub stations: usize,
    /// Stations whose result counts.
    pub counted: usize,
    /// Those among them whose result is final.
    pub finals: usize,
    /// Codes of stations of which the log has no result at all.
    pub absent: Vec<String>,
    /// Entries of the log, and its root.
    pub head: Option<(u64, Hash)>,
    /// Statements in the log: publications so far.
    pub publications: usize,
    /// Everything that does not hold, the files first.
    pub faults: Vec<Fault>,
}

/// Checks a publication, with the commission's root key and an earlier head of its log if there are any.
#[must_use]
pub fn audit(files: &mut dyn Files, root: Option<&PublicKey>, earlier: Option<&[u8]>) -> Audit {
    let mut audit = Audit { faults: sums::check(files), signed: root.is_some(), ..Audit::default() };
    if let Err(fault) = evidence(files, root, earlier, &mut audit) {
        audit.faults.push(fault);
    }
    audit.faults.dedup();
    audit
}

fn evidence(
    files: &mut dyn Files,
    root: Option<&PublicKey>,
    earlier: Option<&[u8]>,
    audit: &mut Audit,
) -> Result<(), Fault> {
    let grounds = grounds(files, root)?;
    audit.election = Some((grounds.definition.election.id, grounds.package));
    audit.stations = grounds.definition.stations.len();
    let signed = sums::check_signature(files, &grounds.origin(), &grounds.receipt_keys);
    audit.faults.extend(signed.err());
    let log = growth::read(files, &grounds, &mut audit.faults)?;
    audit.head = Some((log.size(), log.tree().root(log.size())));
    audit.publications = log.statements().len();
    growth::check_history(files, &grounds, &log, earlier, &mut audit.faults);
    signatures::check(files, &grounds, &log, &mut audit.faults)?;
    tables::check(files, &grounds, &log, audit)
}

/// The package, signed by the root key if there is one.
fn grounds(files: &mut dyn Files, root: Option<&PublicKey>) -> Result<Grounds, Fault> {
    let refused = |refusal: Refusal| Fault::of(PACKAGE, refusal.to_string());
    let bytes = needed(files, PACKAGE)?;
    let package = match root {
        Some(root) => open_package(&bytes, root),
        None => unproven(&bytes),
    };
    package.and_then(Grounds::of).map_err(refused)
}

/// The package of a signed file whose signature nobody can check without the root key.
fn unproven(bytes: &[u8]) -> Result<Package, Refusal> {
    let unreadable = |why: String| Refusal::at(Code::PackageUnreadable, why);
    let file: serde_json::Value = serde_json::from_slice(bytes).map_err(|why| unreadable(why.to_string()))?;
    let package = file.get("package").cloned().unwrap_or_default();
    let definition: ElectionDefinition =
        serde_json::from_value(package).map_err(|why| unreadable(why.to_string()))?;
    definition.validate()?;
    let digest = package_digest(&definition).map_err(|why| unreadable(why.to_string()))?;
    Ok(Package { definition, digest })
}

/// Where the log has an entry, for people.
fn place_of(log: &Log, entry: u64) -> (String, String) {
    (crate::transparency::bundle_of(entry, log.size()).path(), format!("entry {entry}"))
}
