//! Provisioning: what a box takes, what it refuses, and what a power cut leaves.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rts::ports::credentials::{CertificateFile, Credentials, Enrolment};
use rts::store::{Identity, Journal, Places, read_card};
use rts_core::journal::{Event, Stamp};
use rts_core::seal::{CommissionKey, DeviceCertificate, DeviceKey, PublicKey};

use super::command::{self, Ran};
use super::election::{Election, root, roster};

/// An unprovisioned box.
pub(crate) struct Bench {
    pub(crate) election: Election,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let election = Election::new();
        for name in ["state", "card", "run"] {
            fs::create_dir(election.path(name)).unwrap();
        }
        let state = election.path("state");
        let settings = format!(
            "[paths]\nstate = {state:?}\ncard = {:?}\nruntime = {:?}\npackage = {:?}\n\n[journal]\ncard-is-mounted = false\nballast-mib = 0\n",
            election.path("card"),
            election.path("run"),
            state.join("package.json"),
        );
        election.write("settings.toml", settings);
        election.package(&election.definition);
        election.credentials(|_| {});
        Self { election }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.election.path(name)
    }

    fn command(&self, root: &PublicKey) -> Command {
        let mut command = command::command();
        command.arg("provision").arg("--config").arg(self.path("settings.toml"));
        command.arg("--package").arg(self.path("signed.json"));
        command.arg("--credentials").arg(self.path("credentials.json"));
        command.arg("--root-key").arg(root.to_string());
        command.arg("--enrolment").arg(self.path("enrolment.json"));
        command
    }

    pub(crate) fn provision(&self) -> Ran {
        command::finish(&mut self.command(&root().public()))
    }

    pub(crate) fn update_command(&self) -> Command {
        let mut command = command::command();
        command.arg("provision").arg("--update-package").arg("--config").arg(self.path("settings.toml"));
        command.arg("--package").arg(self.path("signed.json"));
        command
    }

    pub(crate) fn update(&self) -> Ran {
        command::finish(&mut self.update_command())
    }

    /// Brings the box a certificate, signed by that key.
    fn certify(&self, signer: &CommissionKey, facts: (u16, u32, u32), key: &PublicKey) -> Ran {
        let (election, box_number, station) = facts;
        let certificate = DeviceCertificate::issue(signer, election, box_number, station, *key).unwrap();
        let file = CertificateFile::of(&certificate).to_json().unwrap();
        self.bring(&file)
    }

    fn bring(&self, file: &[u8]) -> Ran {
        fs::write(self.path("certificate.json"), file).unwrap();
        let mut command = command::command();
        command.arg("provision").arg("--config").arg(self.path("settings.toml"));
        command::finish(command.arg("--certificate").arg(self.path("certificate.json")))
    }

    pub(crate) fn events(&self, medium: &str) -> Vec<Event> {
        let read = read_card(&self.path(medium)).unwrap();
        read.entries.into_iter().map(|entry| entry.event).collect()
    }

    pub(crate) fn key(&self) -> DeviceKey {
        DeviceKey::from_hex(&fs::read_to_string(self.path("state/device.key")).unwrap()).unwrap()
    }

    pub(crate) fn places(&self) -> Places {
        Places {
            internal: self.path("state"),
            card: self.path("card"),
            lock: self.path("run/rtsd.lock"),
            card_is_mounted: false,
            ballast: 0,
        }
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity { election: 7, device: 3001, station: 1, public_key: self.key().public().to_bytes() }
    }

    fn append(&self, event: Event) {
        let mut journal = Journal::open(self.places(), self.identity()).unwrap().journal;
        let entry = journal.chain().next(Stamp::default(), event);
        journal.append(&entry).unwrap();
    }

    pub(crate) fn newer(&self, version: u32) {
        let mut definition = self.election.definition.clone();
        definition.election.version = version;
        self.election.package(&definition);
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_box_is_provisioned_on_both_media_and_applies_for_the_roster_with_the_key_that_it_made() {
    let bench = Bench::new();
    let ran = bench.provision();
    assert_eq!(ran.code, 0, "{ran:?}");
    let enrolment = Enrolment::from_json(&fs::read(bench.path("enrolment.json")).unwrap()).unwrap();
    assert_eq!(enrolment.verify(), Ok(()));
    assert_eq!((enrolment.election, enrolment.station, enrolment.device), (7, 1, 3001));
    assert_eq!(enrolment.imei.unwrap().as_str(), "300234010753370");
    assert_eq!(enrolment.public_key, bench.key().public());
    for medium in ["state", "card"] {
        let events = bench.events(medium);
        assert!(matches!(events[0], Event::PackageLoaded { version: 2, .. }), "{events:?}");
        let Event::Provisioned { public_key, .. } = &events[1] else { panic!("{events:?}") };
        assert_eq!(public_key.as_slice(), enrolment.public_key.to_bytes());
    }
    assert_eq!(
        fs::read(bench.path("state/package.json")).unwrap(),
        fs::read(bench.path("signed.json")).unwrap()
    );
    assert!(Credentials::from_json(&fs::read(bench.path("state/credentials.json")).unwrap()).is_ok());
    assert_eq!(mode(&bench.path("state/credentials.json")), 0o600);
    assert_eq!(mode(&bench.path("state/device.key")), 0o600);
    let secret = fs::read_to_string(bench.path("state/device.key")).unwrap();
    assert!(!format!("{ran:?}").contains(&secret));
}

#[test]
fn a_second_provisioning_is_refused_and_the_key_stays() {
    let bench = Bench::new();
    assert_eq!(bench.provision().code, 0);
    let key = bench.key().public();
    assert_eq!(bench.provision().refused(), "P08");
    assert_eq!(bench.key().public(), key);
}

#[test]
fn a_provisioning_that_was_cut_before_its_last_entry_can_be_repeated() {
    let bench = Bench::new();
    assert_eq!(bench.provision().code, 0);
    let first = bench.key().public();
    // What a cut before the last entry leaves: files, and a journal that only knows of the package.
    for medium in ["state", "card"] {
        fs::remove_file(bench.path(medium).join("journal.db")).unwrap();
    }
    let mut journal = Journal::create(bench.places(), bench.identity()).unwrap().journal;
    let loaded = Event::PackageLoaded { digest: vec![0; 32], version: 2 };
    journal.append(&journal.chain().next(Stamp::default(), loaded)).unwrap();
    drop(journal);
    assert_eq!(bench.update().refused(), "P07");
    let ran = bench.provision();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_ne!(bench.key().public(), first);
    assert_eq!(bench.events("card").len(), 2);
}

#[test]
fn a_package_that_is_none_is_not_signed_or_contradicts_itself_is_refused_and_nothing_is_written() {
    let bench = Bench::new();
    bench.election.write("signed.json", "{}");
    assert_eq!(bench.provision().refused(), "P01");
    bench.election.package(&bench.election.definition);
    let other = CommissionKey::from_seed(&[9; 32]).public();
    assert_eq!(command::finish(&mut bench.command(&other)).refused(), "P02");
    let mut contradicting = bench.election.definition.clone();
    contradicting.stations[0].class = "unknown".to_owned();
    bench.election.package(&contradicting);
    assert_eq!(bench.provision().refused(), "P06");
    fs::remove_file(bench.path("signed.json")).unwrap();
    assert_eq!(bench.provision().refused(), "X01");
    assert_eq!(fs::read_dir(bench.path("state")).unwrap().count(), 0);
    assert!(!bench.path("enrolment.json").exists());
}

#[test]
fn a_package_with_a_letter_that_paper_cannot_show_is_refused_by_its_place_and_nothing_is_written() {
    let bench = Bench::new();
    let mut strange = bench.election.definition.clone();
    strange.stations[1].name.0.insert("zh".to_owned(), "\u{6CB3}".to_owned());
    strange.election.version = 3;
    bench.election.package(&strange);
    let ran = bench.provision();
    assert_eq!(ran.refused(), "P12");
    assert!(ran.err.contains("station A-02 (zh): '\u{6CB3}' (U+6CB3)"), "{ran:?}");
    assert_eq!(fs::read_dir(bench.path("state")).unwrap().count(), 0);
    bench.election.package(&bench.election.definition);
    assert_eq!(bench.provision().code, 0);
    let before = fs::read(bench.path("state/package.json")).unwrap();
    bench.election.package(&strange);
    assert_eq!(bench.update().refused(), "P12");
    assert_eq!(fs::read(bench.path("state/package.json")).unwrap(), before);
    assert_eq!(bench.events("state").len(), 2);
}

#[test]
fn credentials_that_do_not_belong_to_package_and_box_are_refused() {
    type Change = fn(&mut Credentials);
    let changes: [(&str, Change); 6] = [
        ("P04", |credentials| credentials.station = 9),
        ("P10", |credentials| credentials.election = 8),
        ("P09", |credentials| credentials.root_key = roster().public()),
        ("P09", |credentials| credentials.roster_key = root().public()),
        ("P09", |credentials| credentials.officials[1].official = 3),
        ("P09", |credentials| credentials.officials.truncate(1)),
    ];
    let bench = Bench::new();
    for (code, change) in changes {
        bench.election.credentials(change);
        assert_eq!(bench.provision().refused(), code);
    }
    bench.election.write("credentials.json", "{}");
    assert_eq!(bench.provision().refused(), "P09");
    bench.election.credentials(|_| {});
    let other_modem =
        command::finish(bench.command(&root().public()).args(["--imei", "300234010753371"])).refused();
    assert_eq!(other_modem, "P10");
}

#[test]
fn an_enrolment_that_cannot_be_written_stops_the_provisioning_before_its_last_entry() {
    let bench = Bench::new();
    fs::create_dir(bench.path("enrolment.json")).unwrap();
    assert_eq!(bench.provision().refused(), "X02");
    fs::remove_dir(bench.path("enrolment.json")).unwrap();
    assert_eq!(bench.provision().code, 0);
}

#[test]
fn nothing_is_provisioned_while_the_daemon_holds_the_box() {
    let bench = Bench::new();
    assert_eq!(bench.provision().code, 0);
    let _held = Journal::open(bench.places(), bench.identity()).unwrap();
    assert_eq!(bench.provision().refused(), "P11");
    assert_eq!(bench.update().refused(), "P11");
}

#[test]
fn a_newer_package_comes_into_force_and_an_older_one_does_not() {
    let bench = Bench::new();
    assert_eq!(bench.update().refused(), "P07");
    assert_eq!(bench.provision().code, 0);
    bench.newer(1);
    assert_eq!(bench.update().refused(), "P05");
    bench.newer(3);
    let ran = bench.update();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(matches!(bench.events("card")[2], Event::PackageLoaded { version: 3, .. }));
    assert_eq!(bench.update().code, 0, "repeating it is harmless");
    assert_eq!(bench.events("state").len(), 3);
    assert_eq!(
        fs::read(bench.path("state/package.json")).unwrap(),
        fs::read(bench.path("signed.json")).unwrap()
    );
}

#[test]
fn a_package_of_another_election_or_without_the_station_is_not_taken_nor_one_after_the_zero_tape() {
    let bench = Bench::new();
    assert_eq!(bench.provision().code, 0);
    let mut other = bench.election.definition.clone();
    other.election.id = 8;
    bench.election.package(&other);
    assert_eq!(bench.update().refused(), "P03");
    let mut without = bench.election.definition.clone();
    without.election.version = 3;
    without.stations.remove(0);
    bench.election.package(&without);
    assert_eq!(bench.update().refused(), "P04");
    let sealed = rts_core::journal::Sealed {
        base: Vec::new(),
        record: Vec::new(),
        signature: Vec::new(),
        message: Vec::new(),
        packets: Vec::new(),
    };
    bench.append(Event::ZeroSealed { sealed, by: 1 });
    bench.newer(3);
    assert_eq!(bench.update().refused(), "D02");
}

#[test]
fn the_certificate_of_the_box_is_kept_and_one_of_any_other_key_box_or_signer_is_not() {
    let bench = Bench::new();
    let own = (7, 3001, 1);
    let key = DeviceKey::from_seed(&[8; 32]).public();
    assert_eq!(bench.certify(&roster(), own, &key).refused(), "P07");
    assert_eq!(bench.provision().code, 0);
    let kept = bench.path("state/certificate.json");
    assert_eq!(bench.bring(b"{}").refused(), "P09");
    assert_eq!(bench.certify(&root(), own, &bench.key().public()).refused(), "P09");
    assert_eq!(bench.certify(&roster(), own, &key).refused(), "P10");
    for other in [(8, 3001, 1), (7, 3002, 1), (7, 3001, 2)] {
        assert_eq!(bench.certify(&roster(), other, &bench.key().public()).refused(), "P10", "{other:?}");
    }
    assert!(!kept.exists());
    let ran = bench.certify(&roster(), own, &bench.key().public());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(fs::read(&kept).unwrap(), fs::read(bench.path("certificate.json")).unwrap());
    let before = fs::read(&kept).unwrap();
    assert_eq!(bench.certify(&roster(), own, &key).refused(), "P10");
    assert_eq!(fs::read(&kept).unwrap(), before, "what was refused replaces nothing");
}
