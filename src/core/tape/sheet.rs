//! Sheets: the pieces into which a tape is cut, each printed whole or not at all.
//!
//! Invariants: a piece of paper speaks for itself. Its head names the tape, the fingerprint of the record, sheet, copy
//! and attempt, its foot repeats the fingerprint and counts the printed rows; a piece without that last line is
//! incomplete.

use super::line::{Line, Size, Style};
use super::stamp::Stamp;
use super::text::PaperText;

/// What a tape is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TapeKind {
    /// Before opening: every count is zero.
    Zero,
    /// Polls were opened.
    Opened,
    /// The result of the polling place.
    Result,
    /// The center's receipt for a result.
    Receipt,
    /// Certificate of non-transmission: the legal deadline passed without a receipt.
    Certificate,
    /// The device was checked and is ready.
    Readiness,
    /// A rehearsal; never a result.
    Rehearsal,
    /// A corrected result that voids an earlier fingerprint.
    Correction,
    /// An annulled result.
    Void,
}

impl TapeKind {
    /// The headline of every sheet.
    #[must_use]
    pub fn headline(self) -> &'static str {
        match self {
            Self::Zero => "ZERO TAPE",
            Self::Opened => "POLLS OPENED",
            Self::Result => "RESULT TAPE",
            Self::Receipt => "RECEIPT OF THE CENTER",
            Self::Certificate => "NOT TRANSMITTED",
            Self::Readiness => "READINESS TAPE",
            Self::Rehearsal => "REHEARSAL",
            Self::Correction => "CORRECTED RESULT",
            Self::Void => "ANNULLED",
        }
    }
}

/// Whether a tape counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Election day.
    Official,
    /// A test or a training.
    Test,
}

/// Whether a copy belongs to the first run of its tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issue {
    /// The first run.
    Original,
    /// A later order of more copies.
    Reprint,
}

/// When a copy was printed, seen from the transmission of its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// Nothing of the record had been sent.
    BeforeSending,
    /// Sending had begun.
    AfterSending,
    /// The tape has nothing to send.
    NothingToSend,
}

/// What every sheet of a tape says about the tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// What the tape is for.
    pub kind: TapeKind,
    /// The election and the polling place, a line each.
    pub title: Vec<PaperText>,
    /// Whether it counts.
    pub mark: Mark,
    /// The record's fingerprint, if the tape has a record.
    pub fingerprint: Option<PaperText>,
}

/// One time a sheet is put on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impression {
    /// Which copy, from 1.
    pub copy: u8,
    /// Copies of this order.
    pub copies: u8,
    /// Attempt at this sheet of this copy, from 1.
    pub attempt: u8,
    /// First run or later order.
    pub issue: Issue,
    /// Before or after sending.
    pub moment: Moment,
    /// When it is printed.
    pub printed_at: Stamp,
}

/// One piece of a tape, without what differs from copy to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What the tape is.
    pub heading: Heading,
    /// Which sheet, from 1.
    pub number: u16,
    /// Sheets of the tape.
    pub of: u16,
    /// Columns of the paper for which it was cut.
    pub columns: usize,
    /// Printed lines between head and foot.
    pub body: Vec<Line>,
}

impl Sheet {
    /// Every printed line of one impression of the sheet, head and foot included.
    #[must_use]
    pub fn lines(&self, impression: &Impression) -> Vec<Line> {
        let mut lines = self.head(impression);
        lines.extend(self.body.iter().cloned());
        lines.push(Line::rule());
        if let Some(fingerprint) = &self.heading.fingerprint {
            lines.extend(fingerprint_line(fingerprint, self.columns).fit(self.columns));
        }
        let rows = lines.len().saturating_add(1);
        lines.push(Line::bold(format!("END SHEET {} OF {}, {rows} ROWS", self.number, self.of)));
        lines
    }

    /// The slip that voids an impression of this sheet which was interrupted or never confirmed. It names sheet, copy
    /// and attempt, because after a change of roll the spoiled piece lies loose.
    #[must_use]
    pub fn void_slip(&self, spoiled: &Impression, why: &str, printed_at: Stamp) -> Vec<Line> {
        let mut slip = vec![Line::Rule { double: true }, Line::headline("VOID")];
        slip.push(Line::headline(self.heading.kind.headline()));
        slip.extend(self.heading.fingerprint.as_ref().map(|it| fingerprint_line(it, self.columns)));
        slip.push(Line::bold(format!(
            "VOID: SHEET {} OF {}, COPY {} OF {}, ATTEMPT {}",
            self.number, self.of, spoiled.copy, spoiled.copies, spoiled.attempt
        )));
        slip.push(Line::text(
            "The piece of paper so marked, whole or torn, is not valid. The sheet is printed again.",
        ));
        slip.push(Line::text(format!("Reason: {why}")));
        slip.push(Line::text(format!("Printed {printed_at}")));
        slip.push(Line::Rule { double: true });
        slip.iter().flat_map(|line| line.fit(self.columns)).collect()
    }

    fn head(&self, impression: &Impression) -> Vec<Line> {
        let heading = &self.heading;
        let mut head = vec![Line::Rule { double: true }];
        if heading.mark == Mark::Test {
            head.push(Line::headline("* T E S T *"));
            head.push(Line::centered("NOT A RESULT"));
        }
        head.push(Line::headline(heading.kind.headline()));
        head.extend(heading.title.iter().map(|title| Line::centered(title.as_str())));
        head.extend(heading.fingerprint.as_ref().map(|it| fingerprint_line(it, self.columns)));
        head.push(Line::pair(
            format!("SHEET {} OF {}", self.number, self.of),
            format!("COPY {} OF {}", impression.copy, impression.copies),
        ));
        let mark = match heading.mark {
            Mark::Official => "OFFICIAL",
            Mark::Test => "TEST",
        };
        let issue = match impression.issue {
            Issue::Original => "ORIGINAL",
            Issue::Reprint => "REPRINT",
        };
        head.push(Line::pair(mark, format!("{issue}, ATTEMPT {}", impression.attempt)));
        head.extend(match impression.moment {
            Moment::BeforeSending => Some(Line::text("PRINTED BEFORE SENDING")),
            Moment::AfterSending => Some(Line::text("PRINTED AFTER SENDING")),
            Moment::NothingToSend => None,
        });
        head.push(Line::text(format!("Printed {}", impression.printed_at)));
        head.push(Line::Rule { double: true });
        head.iter().flat_map(|line| line.fit(self.columns)).collect()
    }
}

/// The fingerprint in the middle, as large as it fits on one line: people compare it letter by letter.
fn fingerprint_line(fingerprint: &PaperText, columns: usize) -> Line {
    let fits = fingerprint.width().saturating_mul(2) <= columns;
    let style = Style {
        size: if fits { Size::Big } else { Size::Tall },
        bold: true,
        align: super::line::Align::Center,
    };
    Line::Text { text: fingerprint.clone(), style }
}
