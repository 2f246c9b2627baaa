//! Verbs and options, as they are typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::card::CardVerb;
use super::copies::{BackupArgs, RestoreArgs};
use super::counts::CountsArgs;
use super::publish::{PublishArgs, VerifyLogArgs};
use super::web::{StaffVerb, WebArgs};
use crate::center::database::Place;
use crate::ports::directip::Imei;

/// The tally center and the ground gateway of the result transmission terminals.
#[derive(Debug, Parser)]
#[command(name = "rts-center", version)]
pub(super) struct Arguments {
    /// One JSON object on standard output
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Keys of the commission
    #[command(subcommand)]
    Keys(KeysVerb),
    /// The election package
    #[command(subcommand)]
    Package(PackageVerb),
    /// Credentials of the boxes
    #[command(subcommand)]
    Credentials(CredentialsVerb),
    /// Which boxes may report
    #[command(subcommand)]
    Roster(RosterVerb),
    /// Listens to gateways and answers the boxes, until SIGTERM: gateway and tally in one process
    Serve(ServeArgs),
    /// Only listens and hands down receipts, with the key of the gateways; opens no record
    Gateway(GatewayArgs),
    /// Only decides about what gateways have stored, with the keys of the center; listens to nobody
    Tally(TallyArgs),
    /// How far the stations are
    Status(House),
    /// Preliminary results
    Results(ResultsArgs),
    /// Cards and tapes, compared with what came over the air
    #[command(subcommand)]
    Card(CardVerb),
    /// Compares two counts of the same stations line by line, and names each mistake; needs no center
    Compare(CountsArgs),
    /// Writes everything that the center knows, for its auditors
    Export(ExportArgs),
    /// Publishes: the log, the results and the pages, in place of what was published before
    Publish(PublishArgs),
    /// Checks what was published, as a stranger does
    VerifyLog(VerifyLogArgs),
    /// Who may see the staff's pages
    #[command(subcommand)]
    Staff(StaffVerb),
    /// Serves the staff's pages: the night as it is, and what is set aside
    Web(WebArgs),
    /// Copies the database as it is at one moment, while the center goes on
    Backup(BackupArgs),
    /// Puts a copy of the database in place, and looks whether it is whole
    Restore(RestoreArgs),
    /// Two officers let a record count that was set aside
    Release(DecideArgs),
    /// Two officers order that a record be void: a file, signed with the root key
    Order(OrderArgs),
    /// Carries out an order that a record be void; the box's annulment then counts
    Annul(AnnulArgs),
}

/// The center that a command is about.
#[derive(Args, Clone, Debug)]
pub(super) struct House {
    /// Database of the center: a file, or postgres://…
    #[arg(long, visible_alias = "db", env = "RTS_CENTER_DB", hide_env_values = true, value_name = "PLACE")]
    pub(super) database: Place,
    /// Signed package of the election
    #[arg(long, env = "RTS_CENTER_PACKAGE", value_name = "FILE")]
    pub(super) package: PathBuf,
    /// Folder of keys
    #[arg(long, env = "RTS_CENTER_KEYS", value_name = "DIR")]
    pub(super) keys: PathBuf,
    /// Rules by which results are set aside, and who may release (docs/schema/quarantine.json)
    #[arg(long, env = "RTS_CENTER_RULES", value_name = "FILE")]
    pub(super) rules: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeysVerb {
    /// Makes a folder of fresh keys
    Make {
        /// Folder to make
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Splits the opening key (center.master) into sheets for several keepers
    Split {
        /// Folder of keys
        #[arg(long, env = "RTS_CENTER_KEYS", value_name = "DIR")]
        keys: PathBuf,
        /// Sheets to make
        #[arg(long, value_name = "N")]
        of: u8,
        /// Sheets that open the key again
        #[arg(long, value_name = "K")]
        need: u8,
        /// Folder to make for the sheets, one file each
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Takes the key out of the folder once the sheets were read back
        #[arg(long)]
        remove: bool,
    },
    /// Joins sheets to the opening key again
    Join {
        /// Folder of keys to put it into
        #[arg(long, env = "RTS_CENTER_KEYS", value_name = "DIR")]
        keys: PathBuf,
        /// Sheets, as files or as they were typed
        #[arg(required = true)]
        sheets: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PackageVerb {
    /// Makes and signs the package of a source
    Make(MakeArgs),
    /// Signs a package that has its keys already
    Sign {
        /// Package to sign
        file: PathBuf,
        /// Folder of keys
        #[arg(long, env = "RTS_CENTER_KEYS", value_name = "DIR")]
        keys: PathBuf,
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Checks a signed package and shows what it says
    Show {
        /// Signed package
        file: PathBuf,
        /// Folder of keys; only root.pub is read
        #[arg(long, env = "RTS_CENTER_KEYS", value_name = "DIR")]
        keys: PathBuf,
    },
}

#[derive(Args, Debug)]
pub(super) struct MakeArgs {
    /// Folder with package.json, or the file itself
    #[arg(long, value_name = "DIR")]
    pub(super) source: PathBuf,
    /// Folder of keys
    #[arg(long, env = "RTS_CENTER_KEYS", value_name = "DIR")]
    pub(super) keys: PathBuf,
    /// File to write
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Another version
    #[arg(long)]
    pub(super) version: Option<u32>,
    /// Another opening hour of all classes, RFC 3339
    #[arg(long, requires = "closes", value_name = "TIME")]
    pub(super) opens: Option<String>,
    /// Another closing hour of all classes, RFC 3339
    #[arg(long, requires = "opens", value_name = "TIME")]
    pub(super) closes: Option<String>,
    /// Marks the election as a training election
    #[arg(long)]
    pub(super) test: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum CredentialsVerb {
    /// Writes the credentials file of one box: a secret
    Issue(IssueArgs),
}

#[derive(Args, Debug)]
pub(super) struct IssueArgs {
    /// Signed package of the election
    #[arg(long, env = "RTS_CENTER_PACKAGE", value_name = "FILE")]
    pub(super) package: PathBuf,
    /// Folder of keys; the masters are read
    #[arg(long, env = "RTS_CENTER_KEYS", value_name = "DIR")]
    pub(super) keys: PathBuf,
    /// Number or code of the station
    #[arg(long)]
    pub(super) station: String,
    /// Number of the box, from 1
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) device: u32,
    /// IMEI of its modem
    #[arg(long)]
    pub(super) imei: Option<Imei>,
    /// PINs of the officials: a JSON object such as {"1": "471193", "2": "082511"}
    #[arg(long, value_name = "FILE", required_unless_present = "make_pins")]
    pub(super) pins: Option<PathBuf>,
    /// Makes PINs and writes them here, for the officials' envelopes
    #[arg(long, value_name = "FILE", conflicts_with = "pins")]
    pub(super) make_pins: Option<PathBuf>,
    /// Generation of the end-to-end key
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..16))]
    pub(super) seal_epoch: u8,
    /// Generation of the link key
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..16))]
    pub(super) link_epoch: u8,
    /// File to write
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum RosterVerb {
    /// Takes boxes' enrolments, certifies their keys, and judges again what they sent before
    Add {
        #[command(flatten)]
        house: House,
        /// Enrolment files
        #[arg(required = true)]
        enrolments: Vec<PathBuf>,
        /// Folder to write the certificates to, as device-NUMBER.json
        #[arg(long, value_name = "DIR")]
        certificates: Option<PathBuf>,
    },
    /// Puts a box in the place of another one at its station, whose key stops counting
    Swap {
        #[command(flatten)]
        house: House,
        /// Number of the box that goes
        #[arg(long)]
        old: u32,
        /// Enrolment file of the box that comes
        #[arg(long, value_name = "FILE")]
        new: PathBuf,
        /// Why, in words
        #[arg(long)]
        why: String,
        /// Folder to write the certificate to, as device-NUMBER.json
        #[arg(long, value_name = "DIR")]
        certificates: Option<PathBuf>,
    },
    /// Shows the roster: the box of each station, its modem and card, and which boxes came before it
    List(House),
    /// Takes a box's word away from now on
    Revoke {
        #[command(flatten)]
        house: House,
        /// Number of the box
        device: u32,
        /// Why, in words
        #[arg(long)]
        why: String,
    },
}

#[derive(Args, Debug)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) house: House,
    #[command(flatten)]
    pub(super) ways: WaysArgs,
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

#[derive(Args, Debug)]
pub(super) struct GatewayArgs {
    #[command(flatten)]
    pub(super) house: House,
    #[command(flatten)]
    pub(super) ways: WaysArgs,
    #[command(flatten)]
    pub(super) watch: WatchArgs,
    /// File for what arrives while the database is away
    #[arg(long, env = "RTS_CENTER_SPOOL", value_name = "FILE")]
    pub(super) spool: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct TallyArgs {
    #[command(flatten)]
    pub(super) house: House,
    #[command(flatten)]
    pub(super) watch: WatchArgs,
}

/// The ways in and down.
#[derive(Args, Debug)]
pub(super) struct WaysArgs {
    /// Where satellite gateways bring messages (DirectIP MO), host:port
    #[arg(long, env = "RTS_CENTER_LISTEN", default_value = "0.0.0.0:10800", value_name = "HOST:PORT")]
    pub(super) listen: String,
    /// Where boxes on the internet bring packets, host:port
    #[arg(long, env = "RTS_CENTER_LISTEN_IP", value_name = "HOST:PORT")]
    pub(super) listen_ip: Option<String>,
    /// Where a message service posts messages (web hook), host:port
    #[arg(long, env = "RTS_CENTER_HOOK", value_name = "HOST:PORT")]
    pub(super) hook: Option<String>,
    /// The service's public key (PEM, RS256) or a shared secret; without it every request is taken
    #[arg(long, env = "RTS_CENTER_HOOK_KEY", requires = "hook", value_name = "FILE")]
    pub(super) hook_key: Option<PathBuf>,
    /// Where the satellite gateway takes receipts (DirectIP MT), host:port
    #[arg(long, env = "RTS_CENTER_GATEWAY", value_name = "HOST:PORT")]
    pub(super) gateway: Option<String>,
    /// Do not confirm messages: the satellite gateway is not provisioned for it
    #[arg(long, env = "RTS_CENTER_NO_CONFIRM")]
    pub(super) no_confirm: bool,
    /// How long a peer may take for its part of an exchange
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    pub(super) patience_seconds: u64,
    /// How long a receipt for a part waits for the next part
    #[arg(long, default_value_t = 90, value_name = "SECONDS")]
    pub(super) partial_wait_seconds: u64,
    /// Messages that one modem or device may bring within a minute
    #[arg(long, default_value_t = 600, value_name = "NUMBER")]
    pub(super) most_a_minute: u32,
}

/// What whoever runs the center wants of a process.
#[derive(Args, Debug)]
pub(super) struct WatchArgs {
    /// Where figures are shown (Prometheus), host:port
    #[arg(long, env = "RTS_CENTER_METRICS", value_name = "HOST:PORT")]
    pub(super) metrics: Option<String>,
    /// Refuse a database that does not wait for a standby before it acknowledges
    #[arg(long, env = "RTS_CENTER_REQUIRE_STANDBY")]
    pub(super) require_standby: bool,
}

#[derive(Args, Debug)]
pub(super) struct ResultsArgs {
    #[command(flatten)]
    pub(super) house: House,
    /// Only this station, by number or code
    #[arg(long)]
    pub(super) station: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    pub(super) house: House,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct DecideArgs {
    #[command(flatten)]
    pub(super) house: House,
    /// Fingerprint of the record
    pub(super) fingerprint: String,
    /// An officer who decides; given twice, two different ones
    #[arg(long = "by", required = true)]
    pub(super) officers: Vec<String>,
    /// Why, in words
    #[arg(long)]
    pub(super) reason: String,
}

#[derive(Args, Debug)]
pub(super) struct OrderArgs {
    #[command(flatten)]
    pub(super) decide: DecideArgs,
    /// File to write
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct AnnulArgs {
    #[command(flatten)]
    pub(super) house: House,
    /// The signed order
    #[arg(value_name = "ORDER")]
    pub(super) order: PathBuf,
}
