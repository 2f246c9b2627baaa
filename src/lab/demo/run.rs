//! The whole day in order: commission, stations, voting, counting, sending; then the cards come to the center.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rts_core::election::{Station, TallyFile};
use rts_core::time::WallTime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::arguments::DemoArgs;
use super::center::{Center, Recipient};
use super::figures::Figures;
use super::report::{self, Summary};
use super::screen::{Screen, Tone};
use super::station::{Day, Handing, Hours, Plan, StationDay};
use super::{Error, Programs, Source, Tempo, tapes};
use crate::ports::clock::Clock;
use crate::store::read_card;

/// From the making of the package to the opening of the polls, and on to their closing, in the field's time.
const HOUR: Duration = Duration::from_secs(180);
/// The same in a world that is too fast for programs to start in.
const SHORTEST_HOUR: Duration = Duration::from_secs(3);
/// Stations of the first election and of each other one, unless said otherwise.
const STATIONS: [usize; 2] = [2, 4];
/// Who speaks where no station does.
const CENTER: &str = "center";

/// Runs the demonstration.
///
/// # Errors
///
/// Fails if something is missing at the end, and says what; if it takes too long; if it is interrupted.
pub async fn run(args: DemoArgs) -> Result<(), Error> {
    let screen = Screen::new();
    let mut terminate =
        signal(SignalKind::terminate()).map_err(|error| Error::file("hear", "signals", error))?;
    let awaited = Arc::default();
    let day = Day { screen: screen.clone(), tempo: Tempo::new(args.pace), loss: args.loss, awaited };
    let whole = timeout(args.limit(), live(&args, &day));
    let ended = tokio::select! {
        ended = whole => ended,
        _ = tokio::signal::ctrl_c() => return Err(Error::Setup("finish: interrupted".to_owned())),
        _ = terminate.recv() => return Err(Error::Setup("finish: told to end".to_owned())),
    };
    screen.awaits(String::new());
    ended.unwrap_or_else(|_| {
        let awaited = day.awaited.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let waiting = awaited.iter().filter(|(_, what)| !what.is_empty());
        let waiting: Vec<String> = waiting.map(|(code, what)| format!("{code} awaits {what}")).collect();
        Err(Error::Setup(format!("finish within {} s: {}", args.limit().as_secs(), waiting.join("; "))))
    })
}

async fn live(args: &DemoArgs, day: &Day) -> Result<(), Error> {
    let screen = &day.screen;
    let programs = match &args.bin_dir {
        Some(folder) => Programs::of(absolute(folder)?),
        None => Programs::beside()?,
    };
    programs.check(&["rtsd", "rts", "rts-center"])?;
    let out = fresh(&args.out)?;
    let sources = sources(args)?;
    let Tempo { sky, paper } = day.tempo;
    screen.say(&format!(
        "A day in {}: {} stations, {:.0} % of all satellite sessions fail, seed {}.\nReal programs and real seconds; the simulated sky is {sky} times as fast as in the field, the printers {paper} times.",
        out.display(),
        sources.iter().map(|source| source.stations.len()).sum::<usize>(),
        args.loss * 100.0,
        args.seed,
    ));
    screen.heading("The commission prepares");
    let (opens, closes, hours) = hours(day.tempo)?;
    let mut centers = Vec::new();
    for source in &sources {
        centers.push(prepare(&programs, &out, day, source, (&opens, &closes), args.seed).await?);
    }
    screen.heading("The boxes are provisioned");
    let mut stations = Vec::new();
    for plan in plans(&sources, args) {
        stations.push(provision(&programs, &out, day, &centers, plan).await?);
    }
    for (index, (center, _)) in centers.iter().enumerate() {
        let of = stations.iter().filter(|it: &&StationDay| it.plan.election == index);
        let files: Vec<PathBuf> = of.map(|it| it.house.root().join("enrolment.json")).collect();
        center.enrol(&files).await?;
        for station in stations.iter().filter(|it| it.plan.election == index) {
            station.house.certify(&center.certificate(station.plan.device)).await?;
        }
        screen.tell(CENTER, Tone::Plain, "roster", &format!("{} boxes may report", files.len()));
    }
    screen.heading("The day");
    let (stations, missing) = live_all(stations, &mut centers, hours).await?;
    screen.heading("The cards arrive at the center");
    let figures = close(stations, &mut centers, &missing, screen).await?;
    let summary = Summary::of(&figures, args.seed, args.loss, day.tempo);
    screen.awaits(String::new());
    report::write(&out, &figures, &summary)?;
    report::show(screen, &figures, &summary);
    screen.say(&format!("Everything is in {}.", out.display()));
    let bad: Vec<String> = figures.iter().filter(|it| !it.good()).map(Figures::complaint).collect();
    if bad.is_empty() {
        Ok(())
    } else {
        Err(Error::Setup(format!("bring everything home: {}", bad.join("; "))))
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(|source| Error::file("find", path, source))
}

/// The folder of the day, without what an earlier day left in it.
fn fresh(out: &Path) -> Result<PathBuf, Error> {
    let out = absolute(out)?;
    for name in ["centers", "stations"] {
        let folder = out.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|source| Error::file("empty", &folder, source))?;
        }
    }
    for name in ["summary.json", "stations.json"] {
        let _ = fs::remove_file(out.join(name));
    }
    fs::create_dir_all(&out).map_err(|source| Error::file("make", &out, source))?;
    Ok(out)
}

fn sources(args: &DemoArgs) -> Result<Vec<Source>, Error> {
    let usual = ["fixtures/elections/netherlands-2025", "fixtures/elections/philippines-2025"];
    let folders =
        if args.elections.is_empty() { usual.map(PathBuf::from).to_vec() } else { args.elections.clone() };
    let count = folders.len();
    let mut sources = Vec::new();
    for (index, folder) in folders.iter().enumerate() {
        let share = match args.stations {
            // Evenly, what remains to the last ones.
            Some(all) => (usize::from(all) + index) / count,
            None => STATIONS.get(index.min(1)).copied().unwrap_or(1),
        };
        if share > 0 {
            let source = Source::read(folder)?.with_stations(share);
            if source.stations.is_empty() {
                return Err(Error::Setup(format!(
                    "find a station whose count adds up in {}",
                    folder.display()
                )));
            }
            sources.push(source);
        }
    }
    Ok(sources)
}

/// The hours of a day that begins now: as the package says them, and as people wait for them.
fn hours(tempo: Tempo) -> Result<(String, String, Hours), Error> {
    let now = Clock::default().now().wall;
    let now = now.ok_or_else(|| Error::Setup("read the clock: it shows a time before 2026".to_owned()))?;
    let hour = tempo.shrink(HOUR).max(SHORTEST_HOUR).as_secs();
    let moment = |seconds: u64| {
        let at = now.unix().saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX));
        // A box's clock has only seconds: one more, and the hour has struck for it.
        let wait = Instant::now() + Duration::from_secs(seconds.saturating_add(1));
        (WallTime::from_unix(at).rfc3339().unwrap_or_default(), wait)
    };
    let ((opens, from), (closes, until)) = (moment(hour), moment(hour.saturating_mul(2)));
    Ok((opens, closes, Hours { opens: from, closes: until }))
}

/// Keys, package, gateway and server of one election; the center, and the digest of its package.
async fn prepare(
    programs: &Programs,
    out: &Path,
    day: &Day,
    source: &Source,
    hours: (&str, &str),
    seed: u64,
) -> Result<(Center, [u8; 32]), Error> {
    let info = &source.definition.election;
    let mut center = Center::new(programs, &out.join("centers").join(info.id.to_string()))?;
    let root = center.make_keys().await?;
    let short = |text: &str| text.get(..16).unwrap_or(text).to_owned();
    day.screen.tell(CENTER, Tone::Plain, "keys", &format!("root key {}…", short(&root)));
    let digest = center.make_package(source, hours).await?;
    let name = info.name.pick(&info.languages);
    day.screen.tell(CENTER, Tone::Plain, "signed", &format!("{name}: package {}…", short(&digest)));
    let listen = center.serve(seed ^ u64::from(info.id), day.tempo).await?;
    day.screen.tell(
        CENTER,
        Tone::Plain,
        "listens",
        &format!("rts-center of election {} on {listen}", info.id),
    );
    let mut bytes = [0; 32];
    hex::decode_to_slice(&digest, &mut bytes).map_err(|error| Error::Setup(error.to_string()))?;
    Ok((center, bytes))
}

/// What each station is to be: one takes its tally from a file, one has it keyed in, the others from a counting device.
fn plans(sources: &[Source], args: &DemoArgs) -> Vec<Plan> {
    let all = sources.iter().enumerate().flat_map(|(election, source)| {
        let definition = Arc::new(source.definition.clone());
        source
            .stations
            .iter()
            .map(move |(station, tally)| (election, Arc::clone(&definition), station, tally))
    });
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let plan =
        |(index, (election, definition, station, tally)): (usize, (_, _, &Station, &TallyFile))| Plan {
            definition,
            station: station.clone(),
            tally: tally.clone(),
            election,
            device: 1_001 + number(index),
            imei: imei(number(index)),
            seed: args.seed.wrapping_mul(1_000).wrapping_add(u64::from(number(index))),
            handing: match index {
                1 => Handing::File,
                2 => Handing::Keyed,
                _ => Handing::Device,
            },
            hurries: index == 0,
            corrects: args.correct && index == 0,
        };
    all.enumerate().map(plan).collect()
}

/// An identity that no modem has: the reporting body 00 is a test range.
fn imei(index: u32) -> crate::ports::directip::Imei {
    format!("0010170{:08}", index + 1).parse().unwrap_or(crate::ports::directip::Imei::ZERO)
}

async fn provision(
    programs: &Programs,
    out: &Path,
    day: &Day,
    centers: &[(Center, [u8; 32])],
    plan: Plan,
) -> Result<StationDay, Error> {
    let code = plan.station.code.clone();
    let no_center = || Error::Setup(format!("find the center of station {code}"));
    let (center, _) = centers.get(plan.election).ok_or_else(no_center)?;
    let root = out.join("stations").join(folder_name(&code));
    let sky = center.satellite()?.sky();
    let mut station = StationDay::new(plan, day, programs, &root, sky)?;
    let (credentials, pins) = (root.join("credentials.json"), root.join("pins.json"));
    let to = Recipient { station: &code, device: station.plan.device, imei: station.plan.imei };
    center.issue(&to, &credentials, &pins).await?;
    station.welcome(&pins)?;
    station.house.provision(&center.package(), &credentials, &center.root_key()?).await?;
    // As the command says: the handed over credentials are destroyed once the box has them.
    fs::remove_file(&credentials).map_err(|source| Error::file("destroy", &credentials, source))?;
    let handing = match station.plan.handing {
        Handing::Device => "a counting device",
        Handing::File => "a tally file",
        Handing::Keyed => "two officials who key the tally in",
    };
    let what = format!("box {} with modem {}, {handing}", station.plan.device, station.plan.imei);
    day.screen.tell(&code, Tone::Plain, "box", &what);
    Ok(station)
}

/// A station's code as the name of a folder.
fn folder_name(code: &str) -> String {
    let mut name = String::new();
    for letter in code.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' => name.push(letter),
            _ if !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    name
}

/// Every station's day at the same time; the stations, and what kept some from getting through it.
async fn live_all(
    stations: Vec<StationDay>,
    centers: &mut [(Center, [u8; 32])],
    hours: Hours,
) -> Result<(Vec<StationDay>, BTreeMap<String, String>), Error> {
    let mut days = JoinSet::new();
    for mut station in stations {
        let digest = centers.get(station.plan.election).map(|(_, digest)| *digest).unwrap_or_default();
        days.spawn(async move {
            let ended = station.live(digest, hours).await;
            (station, ended)
        });
    }
    let (mut stations, mut missing) = (Vec::new(), BTreeMap::new());
    while let Some(ended) = days.join_next().await {
        let (station, ended) = ended.map_err(|error| Error::Setup(error.to_string()))?;
        if let Err(error) = ended {
            missing.insert(station.plan.station.code.clone(), error.to_string());
        }
        stations.push(station);
        if let Some(ended) = centers.iter_mut().find_map(|(center, _)| center.ended()) {
            return Err(Error::Setup(format!("keep the center running: {ended}")));
        }
    }
    stations.sort_by_key(|station| station.plan.device);
    Ok((stations, missing))
}

/// Cards are compared, results exported, published and read back; the paper is laid out.
async fn close(
    stations: Vec<StationDay>,
    centers: &mut [(Center, [u8; 32])],
    missing: &BTreeMap<String, String>,
    screen: &Screen,
) -> Result<Vec<Figures>, Error> {
    let mut found = Vec::new();
    for (index, (center, _)) in centers.iter_mut().enumerate() {
        let of = stations.iter().filter(|station| station.plan.election == index);
        let cards: Vec<PathBuf> = of.map(|station| station.house.card()).collect();
        screen.tell(CENTER, Tone::Plain, "stations", &center.progress().await?);
        let findings = center.compare(&cards).await?;
        for finding in &findings {
            let tone = if finding.outcome == "equal" { Tone::Good } else { Tone::Bad };
            screen.tell(&finding.code, tone, "compared", &format!("card and air: {}", finding.outcome));
        }
        screen.tell(CENTER, Tone::Plain, "stations", &center.progress().await?);
        let files = center.export().await?;
        screen.tell(
            CENTER,
            Tone::Plain,
            "exported",
            &format!("{files} files in {}", center.exported().display()),
        );
        let entries = center.publish().await?;
        screen.tell(
            CENTER,
            Tone::Good,
            "published",
            &format!(
                "{}, and a stranger's check of its log of {entries} entries",
                center.published().display()
            ),
        );
        found.push(findings);
    }
    screen.awaits("the paper's pictures".to_owned());
    let (mut figures, mut papers) = (Vec::new(), JoinSet::new());
    for station in stations {
        let Some((center, digest)) = centers.get(station.plan.election) else { continue };
        let plan = station.plan.clone();
        let published = center.result(&plan.station).await?.is_some_and(|tally| tally == plan.tally.tally);
        let findings = found.get(plan.election).map(Vec::as_slice).unwrap_or_default();
        let card = findings.iter().find(|it| it.code == plan.station.code);
        let missing = missing.get(&plan.station.code).cloned();
        let blank = Figures::new(&plan, card.map(|it| it.outcome.clone()), published, missing);
        figures.push(blank.of_card(&station.house.card(), digest, &station.sessions)?);
        let (folder, card) = (station.house.root().join("tapes"), station.house.card());
        papers.spawn(async move {
            let pieces = station.bench.printer.stop().await;
            let pieces = pieces.map_err(|source| Error::file("lay out", &folder, source))?;
            let contents = read_card(&card)
                .map_err(|error| Error::Station { code: plan.station.code, why: error.to_string() })?;
            tapes::name_all(&folder, &pieces, &contents.entries)
        });
    }
    while let Some(named) = papers.join_next().await {
        named.map_err(|error| Error::Setup(error.to_string()))??;
    }
    for (center, _) in centers.iter_mut() {
        center.stop().await?;
    }
    Ok(figures)
}
