//! One election's ground: the commission's keys and package, the simulated satellite gateway, and the real center.
//!
//! Invariant: every step is one run of `rts-center`, as the commission's staff would type it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rts_core::election::{Station, Tally};
use serde_json::Value;
use tokio::process::Child;

use super::programs::Programs;
use super::tempo::Tempo;
use super::{Error, Source};
use crate::lab::satellite::{SatelliteSettings, SimulatedSatellite};
use crate::ports::directip::Imei;

/// How long a receipt for a part waits for the next part, in the field.
const PARTIAL_WAIT: Duration = Duration::from_secs(90);

/// The center of one election.
#[derive(Debug)]
pub(in crate::lab) struct Center {
    programs: Programs,
    folder: PathBuf,
    satellite: Option<SimulatedSatellite>,
    server: Option<Child>,
}

/// Which box gets credentials, for which station and modem.
pub(in crate::lab) struct Recipient<'a> {
    pub(in crate::lab) station: &'a str,
    pub(in crate::lab) device: u32,
    pub(in crate::lab) imei: Imei,
}

impl Center {
    /// A center whose files are below `folder`.
    pub(in crate::lab) fn new(programs: &Programs, folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(|source| Error::file("make", folder, source))?;
        Ok(Self { programs: programs.clone(), folder: folder.to_owned(), satellite: None, server: None })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The signed package.
    pub(in crate::lab) fn package(&self) -> PathBuf {
        self.path("package.json")
    }

    /// Where the export goes.
    pub(in crate::lab) fn exported(&self) -> PathBuf {
        self.path("export")
    }

    async fn run(
        &self,
        verb: &[&str],
        options: &[(&str, OsString)],
        rest: &[OsString],
    ) -> Result<Value, Error> {
        let mut arguments: Vec<OsString> = vec!["--json".into()];
        arguments.extend(verb.iter().map(OsString::from));
        for (option, value) in options {
            arguments.extend([option.into(), value.clone()]);
        }
        arguments.extend(rest.iter().cloned());
        Ok(self.programs.run("rts-center", arguments).await?.success()?.json())
    }

    /// The options of the verbs that concern this center.
    fn house(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("--db", self.path("center.db").into()),
            ("--package", self.package().into()),
            ("--keys", self.path("keys").into()),
        ]
    }

    /// The public half of the root key.
    pub(in crate::lab) fn root_key(&self) -> Result<String, Error> {
        let path = self.path("keys").join("root.pub");
        let text = std::fs::read_to_string(&path).map_err(|source| Error::file("read", &path, source))?;
        Ok(text.trim().to_owned())
    }

    /// Makes the commission's keys; the root key's public half.
    pub(in crate::lab) async fn make_keys(&self) -> Result<String, Error> {
        let made = self.run(&["keys", "make"], &[("--out", self.path("keys").into())], &[]).await?;
        text(&made, "root")
    }

    /// Makes and signs the package of a source, for a day with these hours (RFC 3339); its digest.
    pub(in crate::lab) async fn make_package(
        &self,
        source: &Source,
        hours: (&str, &str),
    ) -> Result<String, Error> {
        let file = self.path("source.json");
        let unusable = |refusal: rts_core::election::Refusal| Error::Setup(refusal.to_string());
        let bytes = source.definition.to_json().map_err(unusable)?;
        std::fs::write(&file, bytes).map_err(|source| Error::file("write", &file, source))?;
        let version = source.definition.election.version.saturating_add(1).to_string();
        let options = [
            ("--source", file.into()),
            ("--keys", self.path("keys").into()),
            ("--out", self.package().into()),
            ("--version", version.into()),
            ("--opens", hours.0.into()),
            ("--closes", hours.1.into()),
        ];
        text(&self.run(&["package", "make"], &options, &[]).await?, "digest")
    }

    /// Issues the credentials of a box; the officials' PINs are made and written to `pins`.
    pub(in crate::lab) async fn issue(
        &self,
        to: &Recipient<'_>,
        out: &Path,
        pins: &Path,
    ) -> Result<(), Error> {
        let options = [
            ("--package", self.package().into()),
            ("--keys", self.path("keys").into()),
            ("--station", to.station.into()),
            ("--device", to.device.to_string().into()),
            ("--imei", to.imei.to_string().into()),
            ("--make-pins", pins.into()),
            ("--out", out.into()),
        ];
        self.run(&["credentials", "issue"], &options, &[]).await.map(drop)
    }

    /// The certificate that the roster gave a box.
    pub(in crate::lab) fn certificate(&self, device: u32) -> PathBuf {
        self.path("certificates").join(format!("device-{device}.json"))
    }

    /// Puts boxes on the roster.
    pub(in crate::lab) async fn enrol(&self, enrolments: &[PathBuf]) -> Result<(), Error> {
        let mut options = self.house();
        options.push(("--certificates", self.path("certificates").into()));
        let files: Vec<OsString> = enrolments.iter().map(OsString::from).collect();
        self.run(&["roster", "add"], &options, &files).await.map(drop)
    }

    /// Starts the gateway and the server; where the server listens.
    pub(in crate::lab) async fn serve(&mut self, seed: u64, tempo: Tempo) -> Result<String, Error> {
        let satellite = SimulatedSatellite::start(SatelliteSettings {
            seed,
            time_scale: tempo.sky,
            // Nothing is sent before the server's address is known.
            destinations: vec![String::new()],
            confirm: true,
            ..SatelliteSettings::default()
        });
        let satellite =
            satellite.await.map_err(|error| Error::Setup(format!("start the gateway: {error}")))?;
        let mut arguments: Vec<OsString> = vec!["serve".into()];
        let wait = tempo.shrink(PARTIAL_WAIT).as_secs().max(1).to_string();
        let mut options = self.house();
        options.push(("--listen", "127.0.0.1:0".into()));
        options.push(("--gateway", satellite.mt_address().to_string().into()));
        options.push(("--partial-wait-seconds", wait.into()));
        options.into_iter().for_each(|(option, value)| arguments.extend([option.into(), value]));
        let (server, line) =
            self.programs.start_telling("rts-center", arguments, &self.path("center.log")).await?;
        let listen = text(&serde_json::from_str(&line).unwrap_or_default(), "listen")?;
        satellite.redirect(0, listen.as_str());
        (self.server, self.satellite) = (Some(server), Some(satellite));
        Ok(listen)
    }

    /// The gateway, once it runs.
    pub(in crate::lab) fn satellite(&self) -> Result<&SimulatedSatellite, Error> {
        self.satellite.as_ref().ok_or_else(|| Error::Setup("use a gateway that does not run".to_owned()))
    }

    /// How the server ended, if it did by itself.
    pub(in crate::lab) fn ended(&mut self) -> Option<String> {
        let status = self.server.as_mut()?.try_wait().ok().flatten()?;
        Some(format!("rts-center ended with {status}, see {}", self.path("center.log").display()))
    }

    /// Stops the server in order.
    pub(in crate::lab) async fn stop(&mut self) -> Result<(), Error> {
        match self.server.take() {
            Some(server) => super::programs::stop(server, "rts-center").await,
            None => Ok(()),
        }
    }

    /// Compares cards with what came over the air; one finding a card.
    pub(in crate::lab) async fn compare(&self, cards: &[PathBuf]) -> Result<Vec<Finding>, Error> {
        let mut arguments: Vec<OsString> = vec!["--json".into(), "card".into(), "load".into()];
        self.house().into_iter().for_each(|(option, value)| arguments.extend([option.into(), value]));
        arguments.extend(cards.iter().map(OsString::from));
        let ran = self.programs.run("rts-center", arguments).await?;
        // A card that differs is a finding, not a failure to compare.
        let ran = if ran.code() == 1 { ran } else { ran.success()? };
        let found = ran.json();
        let found = found.get("cards").and_then(Value::as_array).cloned().unwrap_or_default();
        Ok(found.iter().map(Finding::of).collect())
    }

    /// How many stations are how far, in words.
    pub(in crate::lab) async fn progress(&self) -> Result<String, Error> {
        let status = self.run(&["status"], &self.house(), &[]).await?;
        let progress = status.get("progress").and_then(Value::as_object).cloned().unwrap_or_default();
        let counts = progress.iter().filter(|(_, count)| count.as_u64() != Some(0));
        let words: Vec<String> = counts.map(|(name, count)| format!("{count} {name}")).collect();
        Ok(words.join(", "))
    }

    /// Publishes, and checks what was published as a stranger does; how many entries the public log has.
    pub(in crate::lab) async fn publish(&self) -> Result<u64, Error> {
        let mut options = self.house();
        options.push(("--out", self.published().into()));
        let done = self.run(&["publish"], &options, &[]).await?;
        let root = [("--root-key", self.path("keys").join("root.pub").into())];
        self.run(&["verify-log"], &root, &[self.published().into()]).await?;
        Ok(done.get("entries").and_then(Value::as_u64).unwrap_or(0))
    }

    /// Where the publication goes.
    pub(in crate::lab) fn published(&self) -> PathBuf {
        self.path("site")
    }

    /// Writes everything that the center knows.
    pub(in crate::lab) async fn export(&self) -> Result<usize, Error> {
        let mut options = self.house();
        options.push(("--out", self.exported().into()));
        let written = self.run(&["export"], &options, &[]).await?;
        Ok(written.get("written").and_then(Value::as_array).map_or(0, Vec::len))
    }

    /// The tally that counts for a station.
    pub(in crate::lab) async fn result(&self, station: &Station) -> Result<Option<Tally>, Error> {
        let mut options = self.house();
        options.push(("--station", station.code.clone().into()));
        let mut found = self.run(&["results"], &options, &[]).await?;
        Ok(found.get_mut("tally").and_then(|tally| serde_json::from_value(tally.take()).ok()))
    }
}

/// What comparing a card gave.
#[derive(Clone, Debug)]
pub(in crate::lab) struct Finding {
    /// Code of the station, if the card says one that is known.
    pub(in crate::lab) code: String,
    /// `equal`, or what else.
    pub(in crate::lab) outcome: String,
}

impl Finding {
    fn of(card: &Value) -> Self {
        let word = |key: &str| card.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { code: word("code"), outcome: word("outcome") }
    }
}

fn text(answer: &Value, key: &str) -> Result<String, Error> {
    let found = answer.get(key).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| Error::Setup(format!("find {key} in the answer of rts-center: {answer}")))
}
