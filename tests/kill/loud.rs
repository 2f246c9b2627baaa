//! A whole day at the loudest level of diagnosis, with everything that an official can do wrong: no key, no PIN and no
//! count stands in what the daemon says.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rts::lab::demo::Official;
use rts_core::device::Phase;
use rts_core::election::{ElectionDefinition, Tally, TallyFile, Votes};

use super::day::Day;
use super::election::{Election, pin};

const TEST: &str = "loud::a_whole_day_at_the_loudest_level_tells_no_key_no_pin_and_no_count";
/// Numbers of six digits, the most that a package allows: none of them stands in the diagnosis by chance.
const REGISTERED: u32 = 512_347;
const VERIFIED: u32 = 481_239;
const BALLOTS: u32 = 476_541;
const TURNOUTS: [u32; 3] = [314_159, 271_829, 999_983];
const WRONG_PIN: &str = "73519826";
const PATIENCE: Duration = Duration::from_secs(120);

/// Gives every count of the tally a number of its own; the sums hold.
fn enlarge(definition: &mut ElectionDefinition, file: &mut TallyFile) {
    definition.stations[0].registered = REGISTERED;
    // The sums of a contest with many votes on a ballot would be beyond what a package allows.
    definition.contests.iter_mut().for_each(|contest| contest.votes_allowed = 1);
    let tally = &mut file.tally;
    (tally.registered, tally.ballots_cast, tally.verified) = (REGISTERED, BALLOTS, Some(VERIFIED));
    for (contest, shift) in tally.contests.iter_mut().zip((0..).map(|index| index * 5_003)) {
        (contest.blank, contest.invalid) = (100_213 + shift, 102_031 + shift);
        let first = 135_897 + shift;
        let rest = BALLOTS - contest.blank - contest.invalid - first;
        let Votes::Candidates(votes) = &mut contest.votes else { panic!("{}", contest.contest) };
        votes.fill(0);
        votes[..2].copy_from_slice(&[first, rest]);
    }
}

/// One vote more than there is.
fn wrong(file: &TallyFile) -> TallyFile {
    let mut wrong = file.clone();
    wrong.tally.contests[0].blank += 1;
    wrong
}

/// Every number that nobody may read before it is on paper, and is none of a diagnosis afterwards.
fn counts(tally: &Tally) -> BTreeSet<u32> {
    let mut all: BTreeSet<u32> = TURNOUTS.into_iter().chain([BALLOTS, VERIFIED]).collect();
    for contest in &tally.contests {
        all.extend(contest.votes.lines().into_iter().filter(|votes| *votes > 0));
        all.extend([contest.blank, contest.invalid, contest.blank + 1]);
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_day_at_the_loudest_level_tells_no_key_no_pin_and_no_count() {
    if std::env::var_os("RTS_LOG").is_none() {
        // The daemon is told by the environment how loud it has to be, and takes it over from this process.
        let mut again = Command::new(std::env::current_exe().unwrap());
        let output = again.args(["--exact", TEST, "--nocapture"]).env("RTS_LOG", "trace").output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        return assert!(output.status.success(), "{said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let election = Election::with(folder.path(), enlarge);
    let counted = wrong(&election.tally);
    let mut day = Day::of(7, folder, election, counted).await;
    live(&mut day).await;
    let log = std::fs::read_to_string(day.station.root().join("rtsd.log")).unwrap();
    let secrets = secrets(&day);
    let tally = day.election.tally.tally.clone();
    day.end().await;
    assert!(log.contains("DEBUG") && log.len() > 5_000, "{} bytes are not the loudest level", log.len());
    scan(&log, &secrets, &counts(&tally));
}

async fn live(day: &mut Day) {
    let keyboard = day.station.keyboard().clone();
    let officials = day.election.officials.clone();
    let folder = day.election.files.0.parent().unwrap().to_owned();
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    let good = file("good.json", &day.election.tally.to_json().unwrap());
    let bad = file("bad.json", &wrong(&day.election.tally).to_json().unwrap());
    let guess = Official { number: 1, pin: file("guess", WRONG_PIN.as_bytes()).into() };
    let refused = [TURNOUTS[1], TURNOUTS[2]].map(|turnout| turnout.to_string());
    let first = TURNOUTS[0].to_string();
    day.station.start().unwrap();
    for (who, verb, refusal) in [
        (&officials[0], &["rehearse"][..], None),
        (&guess, &["open"], Some("A02")),
        (&officials[0], &["open"], None),
        (&officials[0], &["turnout", &first], None),
        (&officials[0], &["turnout", &refused[0]], Some("D14")),
        (&officials[0], &["turnout", &refused[1]], Some("T09")),
        (&officials[1], &["close"], None),
        (&officials[1], &["tally", "import", &bad], Some("T07")),
        (&officials[1], &["tally", "import", &good], None),
        (&officials[0], &["approve"], None),
        (&officials[1], &["approve"], None),
    ] {
        let ran = keyboard.rts(Some(who), verb).await.unwrap();
        let code = ran.refused().map(|(code, _)| code);
        assert_eq!(code.as_deref(), refusal, "{verb:?}: {}", ran.text());
    }
    let began = Instant::now();
    loop {
        let status = keyboard.status().await.unwrap();
        if status.phase == Phase::Delivered && status.sheets_waiting == 0 {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{status:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The box's keys, as bytes.
fn secrets(day: &Day) -> Vec<Vec<u8>> {
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let root = day.station.root();
    let credentials: serde_json::Value =
        serde_json::from_str(&read(&root.join("state/credentials.json"))).unwrap();
    let key = |name: &str| hex::decode(credentials[name].as_str().unwrap()).unwrap();
    let own = hex::decode(read(&root.join("state/device.key")).trim()).unwrap();
    vec![own, key("end_to_end_key"), key("link_key")]
}

fn scan(log: &str, secrets: &[Vec<u8>], counts: &BTreeSet<u32>) {
    let lower = log.to_lowercase();
    let absent = |what: &str| {
        let at = lower.find(&what.to_lowercase());
        let line = at.and_then(|at| log.get(..at)).map(|before| before.lines().count());
        assert_eq!(line, None, "{what} stands in line {line:?} of the diagnosis");
    };
    for secret in secrets {
        assert!(secret.len() >= 16);
        absent(&hex::encode(secret));
        absent(&hex::encode(&secret[..8]));
        let listed = |numbers: &[u8]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        absent(&listed(&secret[..6]));
        let escaped: String =
            secret[..6].iter().flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from).collect();
        absent(&escaped);
    }
    for told in [WRONG_PIN, "argon2id"] {
        absent(told);
    }
    for official in [1, 2] {
        absent(&format!("\"{}\"", pin(official)));
        absent(&format!("pin {}", pin(official)));
    }
    // Whole words: digits within a fraction of a second or a digest are no counts.
    let lines = || log.lines().filter_map(|line| line.split_once(' ')).map(|(_time, said)| said);
    let words: BTreeSet<&str> =
        lines().flat_map(|said| said.split(|letter: char| !letter.is_alphanumeric())).collect();
    for count in counts {
        assert!(!words.contains(count.to_string().as_str()), "{count} stands in the diagnosis");
        let digits = count.to_string();
        let (head, tail) = digits.split_at(3);
        for between in [",", "'", "_", "\u{a0}", "\u{202f}"] {
            absent(&format!("{head}{between}{tail}"));
        }
    }
}
