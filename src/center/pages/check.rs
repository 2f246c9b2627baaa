//! How a stranger checks all of it: the files, and the commands that read them.

use maud::{Markup, html};
use rts_core::center::publication::{
    PACKAGE, RECORDS, REPORT, RESULTS, ROSTER, STATIONS, SUMMARY, SUMS, SUMS_NOTE, TOTALS,
};
use rts_core::transparency::CHECKPOINT;

use super::words::{Phrase, Voice};

/// The files of a publication, those first that most people want.
const FILES: [&str; 11] =
    [RESULTS, TOTALS, STATIONS, SUMMARY, REPORT, RECORDS, PACKAGE, ROSTER, CHECKPOINT, SUMS, SUMS_NOTE];

/// The commands, in the words that a terminal takes.
const COMMANDS: &str = "\
sha256sum --check SHA256SUMS
rts verify --package package.json --root-key KEY --published . PHOTO…
rts-center verify-log . --root-key KEY";

/// The page's content; `up` is the way to the folder of the files.
pub(super) fn check(voice: &Voice, up: &str) -> Markup {
    html! {
        h1 { (voice.say(Phrase::Check)) }
        p { (voice.say(Phrase::CheckIntro)) }
        p { (voice.say(Phrase::CheckTape)) }
        p { (voice.say(Phrase::CheckProgram)) }
        pre.commands dir="ltr" tabindex="0" { code { (COMMANDS) } }
        h2 { (voice.say(Phrase::Files)) }
        ul.files dir="ltr" { @for file in FILES { li { a href={ (up) (file) } { (file) } } } }
    }
}
