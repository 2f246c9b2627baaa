//! Sheets of the made-up election, and what the printer's machine sends for them.

use rts::lab::printer::{Emulator, Profile};
use rts::lab::tape::{Kind, LANGUAGES, Sample, impression_of, tape_of};
use rts_core::election::{Digits, LineOrder};
use rts_core::printer::{Input, Output, Printer, Settings, SheetOrder};
use rts_core::tape::{Bitmap, Paper, Sheet};
use rts_core::time::{Now, Uptime};

/// Both widths, with their names in files.
pub(crate) const PAPERS: [(Paper, &str); 2] = [(Paper::Mm58, "58"), (Paper::Mm80, "80")];

/// One tape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edition {
    pub(crate) kind: Kind,
    pub(crate) language: &'static str,
    pub(crate) paper: Paper,
    pub(crate) width: &'static str,
}

impl Edition {
    /// Every kind in every language on both papers.
    pub(crate) fn all() -> Vec<Self> {
        let papers = |kind: Kind, language: &'static str| {
            PAPERS.map(|(paper, width)| Self { kind, language, paper, width })
        };
        let languages = |kind: Kind| LANGUAGES.into_iter().flat_map(move |language| papers(kind, language));
        Kind::ALL.into_iter().flat_map(languages).collect()
    }

    pub(crate) fn name(&self) -> String {
        format!("{}-{}-{}", self.kind.name(), self.language, self.width)
    }

    /// Its sheets, in the digits that its language is mostly written with.
    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        let digits = if matches!(self.language, "ar" | "ckb") { Digits::Arab } else { Digits::Latn };
        let sample = Sample::new(&[self.language.to_owned()], digits, LineOrder::Ballot).unwrap();
        tape_of(self.kind, &sample, self.paper).unwrap().sheets(None)
    }
}

/// Which of a tape's sheets are shown. Editions take turns, so that every sheet is shown in some language; of a result
/// in Arabic and in English, all are.
pub(crate) fn shown<'a>(edition: &Edition, turn: usize, sheets: &'a [Sheet]) -> Vec<&'a Sheet> {
    if edition.kind == Kind::Result && edition.width == "80" && matches!(edition.language, "ar" | "en") {
        return sheets.iter().collect();
    }
    // Neighbors differ in width only.
    vec![&sheets[turn / 2 % sheets.len()]]
}

pub(crate) fn draw(edition: &Edition, sheet: &Sheet) -> Bitmap {
    sheet.picture(&impression_of(edition.kind))
}

/// A picture as the simplest file that other programs read.
pub(crate) fn portable(picture: &Bitmap) -> Vec<u8> {
    [format!("P4\n{} {}\n", picture.width(), picture.height()).as_bytes(), picture.bytes()].concat()
}

/// Everything that goes to the printer from the order of a sheet to its completion.
pub(crate) fn print_data(picture: &Bitmap, paper: Paper) -> Vec<u8> {
    let mut emulator = Emulator::new(Profile { dots: paper.dots().into(), ..Profile::default() }, Vec::new());
    let mut printer = Printer::new(Settings { paper, ..Settings::default() });
    let mut uptime = Uptime::from_millis(1);
    let mut order = Some(SheetOrder { job: 1, picture: picture.clone() });
    let mut sent = Vec::new();
    printer.handle_input(Now { uptime, ..Now::default() }, Input::Opened);
    loop {
        let mut inputs = Vec::new();
        while let Some(output) = printer.poll_output() {
            match output {
                Output::Write(bytes) => {
                    // The line keeps back what finds no room.
                    for piece in bytes.chunks(64) {
                        while emulator.room() < piece.len() {
                            uptime = emulator.poll_timeout().expect("a printer that prints");
                            emulator.advance(uptime);
                        }
                        emulator.receive(uptime, piece);
                    }
                    if order.is_none() {
                        sent.extend(bytes);
                    }
                }
                Output::Ready { .. } => inputs.extend(order.take().map(Input::Print)),
                Output::Completed { .. } => return sent,
                other => panic!("{other:?}"),
            }
        }
        let answers = emulator.take_answers();
        if !answers.is_empty() {
            inputs.push(Input::Bytes(answers));
        }
        if inputs.is_empty() {
            let waits = printer.poll_timeout().map(|(at, _)| at);
            uptime = waits.into_iter().chain(emulator.poll_timeout()).min().expect("stuck").max(uptime);
            emulator.advance(uptime);
            inputs.push(Input::Timeout);
        }
        for input in inputs {
            printer.handle_input(Now { uptime, ..Now::default() }, input);
        }
    }
}
