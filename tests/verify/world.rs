//! An election in a folder that goes away, the record that its box signed, and the tape's codes as files.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use image::{GrayImage, Luma};
use rts_core::election::{
    Approvals, BallotStyle, Candidate, Choices, CommissionKeys, Contest, ContestTally, ElectionDefinition,
    ElectionInfo, FORMAT, List, ListTally, Names, Official, OfficialIndex, Rules, Station, StationClass,
    Tally, TallySource, TapeRules, Tolerances, Votes,
};
use rts_core::record::{Base, Content, Facts, Flags, Kind, Record, SignedRecord};
use rts_core::seal::{CommissionKey, DeviceCertificate, DeviceKey, package_digest, sign_package};
use rts_core::tape::code::{Symbol, key_symbol, symbols_of};
use rts_core::tape::{Bitmap, Paper};
use rts_core::time::ClockQuality;
use serde_json::Value;

pub(crate) const ELECTION: u16 = 7;
/// Dots of white around a drawing, as on paper.
const MARGIN: u32 = 40;

/// What a run of `rts verify` left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The codes of what was refused, finding by finding.
    #[track_caller]
    pub(crate) fn codes(&self) -> Vec<String> {
        let json = self.json();
        let codes = json["findings"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str());
        codes.map(str::to_owned).collect()
    }

    /// The good findings of one kind.
    #[track_caller]
    pub(crate) fn good(&self, kind: &str) -> Vec<Value> {
        let json = self.json();
        let all = json["findings"].as_array().unwrap().iter();
        all.filter(|it| it["good"] == true && it["kind"] == kind).cloned().collect()
    }
}

/// A folder with a signed package.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) definition: ElectionDefinition,
}

pub(crate) fn roster() -> CommissionKey {
    CommissionKey::from_seed(&[2; 32])
}

/// The key of the box of a station.
pub(crate) fn device(station: u32) -> DeviceKey {
    DeviceKey::from_seed(&[u8::try_from(100 + station).unwrap(); 32])
}

/// Boxes are numbered after their stations.
pub(crate) fn certificate(station: u32, signer: &CommissionKey) -> DeviceCertificate {
    DeviceCertificate::issue(signer, ELECTION, 3000 + station, station, device(station).public()).unwrap()
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    pub(crate) fn with(change: impl FnOnce(&mut ElectionDefinition)) -> Self {
        let mut definition = definition();
        change(&mut definition);
        let world = Self { folder: tempfile::tempdir().unwrap(), definition };
        let signed = sign_package(&world.definition, &CommissionKey::from_seed(&[1; 32])).unwrap();
        world.write("package.json", signed);
        world
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        package_digest(&self.definition).unwrap()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The result of a station as its box signs it.
    pub(crate) fn result(&self, station: u32, tally: &Tally) -> SignedRecord {
        self.record(station, Content::Result(tally.clone()))
    }

    pub(crate) fn record(&self, station: u32, content: Content) -> SignedRecord {
        let base = Base {
            kind: match content {
                Content::Zero => Kind::Zero,
                Content::Correction { .. } => Kind::Correction,
                _ => Kind::Result,
            },
            election: ELECTION,
            device: 3000 + station,
            sequence: if matches!(content, Content::Correction { .. }) { 4 } else { 3 },
            seal_epoch: Default::default(),
            link_epoch: Default::default(),
        };
        let flags = Flags {
            source: TallySource::Device,
            test: false,
            clock: ClockQuality::Battery,
            degraded: false,
            explained: false,
        };
        let facts = Facts {
            station,
            wall: 1_772_376_300,
            flags,
            approvals: Approvals { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) },
            journal_head: [9; 12],
        };
        let r = Record { base, facts, content }.to_bytes(&self.definition).unwrap();
        let mut signed = SignedRecord { base, r, signature: [0; 64] };
        signed.signature = device(station).sign(&signed.signature_input(&self.digest())).unwrap();
        signed
    }

    /// The codes of a record on paper of 58 mm, and of the key of its box.
    pub(crate) fn symbols(&self, signed: &SignedRecord) -> Vec<Symbol> {
        let mut symbols = symbols_of(signed, &self.digest(), Paper::Mm58);
        symbols.push(key_symbol(&certificate(signed.base.device - 3000, &roster())));
        symbols
    }

    /// Each code as a picture of its own.
    pub(crate) fn pictures(&self, start: &str, symbols: &[Symbol]) -> Vec<String> {
        let draw = |(number, symbol): (usize, &Symbol)| {
            self.picture(&format!("{start}-{number}.png"), &drawn(symbol))
        };
        (1..).zip(symbols).map(draw).collect()
    }

    pub(crate) fn picture(&self, name: &str, picture: &GrayImage) -> String {
        let path = self.folder.path().join(name);
        picture.save(&path).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Runs `rts verify --package …` with `arguments`.
    pub(crate) fn verify<A: AsRef<str>>(&self, arguments: &[A]) -> Ran {
        self.verify_with(arguments, "")
    }

    pub(crate) fn verify_with<A: AsRef<str>>(&self, arguments: &[A], input: &str) -> Ran {
        let input = self.write("input", input);
        let output = Command::new(env!("CARGO_BIN_EXE_rts"))
            .env_clear()
            .args(["verify", "--package"])
            .arg(self.folder.path().join("package.json"))
            .args(arguments.iter().map(AsRef::as_ref))
            .stdin(Stdio::from(fs::File::open(input).unwrap()))
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap_or_else(|| panic!("{output:?}")),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The same with `--json`.
    pub(crate) fn json<A: AsRef<str>>(&self, arguments: &[A]) -> Ran {
        let arguments: Vec<&str> = arguments.iter().map(AsRef::as_ref).chain(["--json"]).collect();
        self.verify(&arguments)
    }
}

/// A code as it stands on paper, black on white.
pub(crate) fn drawn(symbol: &Symbol) -> GrayImage {
    on_paper(&symbol.draw(Paper::Mm58).unwrap())
}

/// A drawing with white around it.
pub(crate) fn on_paper(drawing: &Bitmap) -> GrayImage {
    let (width, height) = (u32::from(drawing.width()), drawing.height());
    GrayImage::from_fn(width + 2 * MARGIN, height + 2 * MARGIN, |x, y| {
        let inside = x >= MARGIN && y >= MARGIN && x < MARGIN + width && y < MARGIN + height;
        let black = inside && drawing.get(u16::try_from(x - MARGIN).unwrap(), y - MARGIN);
        Luma([if black { 0 } else { 255 }])
    })
}

fn names(english: &str, arabic: &str) -> Names {
    let mut names = Names::one("en", english);
    names.0.insert("ar".to_owned(), arabic.to_owned());
    names
}

fn candidates(count: u32) -> Vec<Candidate> {
    let candidate = |number| Candidate {
        number,
        name: names(&format!("Candidate {number}"), &format!("مرشح {number}")),
        party: None,
    };
    (1..=count).map(candidate).collect()
}

fn station(number: u32) -> Station {
    let official = |name: &str| Official { name: name.to_owned(), role: "official".to_owned() };
    Station {
        number,
        code: format!("A-{number:02}"),
        name: names("River School", "مدرسة النهر"),
        center: None,
        district: "North".to_owned(),
        style: "both".to_owned(),
        class: "general".to_owned(),
        registered: 2_000,
        verification: false,
        languages: Vec::new(),
        officials: vec![official("Ida"), official("Jon")],
    }
}

fn definition() -> ElectionDefinition {
    let list = |number, list_vote| List {
        number,
        name: names(&format!("Party {number}"), &format!("حزب {number}")),
        list_vote,
        candidates: candidates(12),
    };
    let contest = |id: &str, english: &str, arabic: &str, choices| Contest {
        id: id.to_owned(),
        name: names(english, arabic),
        votes_allowed: 1,
        choices,
        coding: None,
    };
    ElectionDefinition {
        format: FORMAT.to_owned(),
        election: ElectionInfo {
            id: ELECTION,
            version: 2,
            name: names("Council election", "انتخابات المجلس"),
            authority: names("Electoral commission", "المفوضية"),
            date: "2026-03-01".to_owned(),
            languages: vec!["en".to_owned(), "ar".to_owned()],
            test: false,
        },
        contests: vec![
            contest("president", "President", "الرئيس", Choices::Candidates(candidates(25))),
            contest("council", "Council", "المجلس", Choices::Lists(vec![list(1, true), list(4, false)])),
        ],
        styles: vec![BallotStyle {
            id: "both".to_owned(),
            contests: vec!["president".to_owned(), "council".to_owned()],
        }],
        classes: vec![StationClass {
            id: "general".to_owned(),
            name: Names::one("en", "General voting"),
            opens: "2026-03-01T04:00:00Z".parse().unwrap(),
            closes: "2026-03-01T15:00:00Z".parse().unwrap(),
            deadline_minutes: 360,
            own_totals: false,
        }],
        stations: vec![station(1), station(2)],
        rules: Rules {
            tolerances: Tolerances::default(),
            copies_before: 2,
            copies_after: 1,
            send_spread_seconds: 0,
            two_person: true,
            send_turnout: false,
            tape: TapeRules::default(),
        },
        keys: CommissionKeys {
            receipt: vec![CommissionKey::from_seed(&[3; 32]).public().to_string()],
            roster: roster().public().to_string(),
        },
    }
}

/// An election with so many candidates that the result of a station needs three codes on paper of 58 mm.
pub(crate) fn large() -> (World, Tally) {
    const MANY: u32 = 500;
    let world =
        World::with(|definition| definition.contests[0].choices = Choices::Candidates(candidates(MANY)));
    let mut tally = tally();
    let counts: Vec<u32> = (0..MANY).map(|at| at.wrapping_mul(2_654_435_761) >> 27).collect();
    tally.ballots_cast = counts.iter().sum::<u32>() + 30;
    tally.contests[1].blank = tally.ballots_cast - 15 - 1_455;
    tally.registered = tally.ballots_cast;
    tally.contests[0].votes = Votes::Candidates(counts);
    (world, tally)
}

/// A result that adds up: 1,500 ballots.
pub(crate) fn tally() -> Tally {
    let spread = |count: usize, sum: u32, seed: u32| {
        let mut counts: Vec<u32> = (0..u32::try_from(count).unwrap())
            .map(|at| (at * 37 + seed) % 53 + u32::from(at == 23) * 150)
            .collect();
        counts[0] = sum - counts[1..].iter().sum::<u32>();
        counts
    };
    let list = |list_only, sum, seed| ListTally { list_only, candidates: spread(12, sum, seed) };
    let contest =
        |id: &str, blank, invalid, votes| ContestTally { contest: id.to_owned(), blank, invalid, votes };
    Tally {
        registered: 2_000,
        ballots_cast: 1_500,
        verified: None,
        contests: vec![
            contest("president", 10, 20, Votes::Candidates(spread(25, 1_470, 5))),
            contest("council", 30, 15, Votes::Lists(vec![list(55, 600, 1), list(0, 800, 9)])),
        ],
    }
}
