//! Sheets: the pieces into which a tape is cut, each printed whole or not at all.
//!
//! Invariants: a piece of paper speaks for itself. Its head names election, tape, the fingerprint of the record, sheet,
//! copy and attempt, in large letters on the first sheet and in few rows on the others; its foot repeats the fingerprint
//! and counts the rows between; a piece without that last line is incomplete. Rows are the lines whose dots lead from a caption to a value: anyone can count them with a finger.

use super::bitmap::Bitmap;
use super::fit::Frame;
use super::heading::{Heading, Impression, Issue, Mark, Moment};
use super::layout::Paper;
use super::line::{Align, Line, Stroke, Style};
use super::stamp::Stamp;
use super::strip::{Page, Strip};
use super::text::{Label, Paragraph};
use super::voice::{Argument, Voice};
use super::words::Word;

/// One piece of a tape, without what differs from copy to copy.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What the tape is.
    pub heading: Heading,
    /// Which sheet, from 1.
    pub number: u16,
    /// Sheets of the tape.
    pub of: u16,
    /// Paper and direction for which it was cut.
    pub frame: Frame,
    /// What stands between head and foot.
    pub body: Vec<Strip>,
}

impl Sheet {
    /// One impression of the sheet, head and foot included.
    #[must_use]
    pub fn page(&self, impression: &Impression) -> Page {
        let mut strips = self.head(impression);
        strips.extend(self.body.iter().cloned());
        strips.extend(self.foot());
        Page::new(self.frame.width(), strips)
    }

    /// One impression of the sheet as the print head burns it.
    #[must_use]
    pub fn picture(&self, impression: &Impression) -> Bitmap {
        self.page(impression).picture()
    }

    /// Rows that the foot counts.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.body.iter().map(|strip| u64::from(strip.is_row())).sum()
    }

    /// The slip that voids an impression of this sheet which was interrupted or never confirmed. It names sheet, copy
    /// and attempt, because after a change of roll the spoiled piece lies loose. `why` is the stable name of the fault.
    #[must_use]
    pub fn void_slip(&self, spoiled: &Impression, why: &str, printed_at: Stamp) -> Page {
        let Heading { voice, kind, fingerprint, .. } = &self.heading;
        let mut slip = vec![Line::Rule(Stroke::Double), Line::headline(voice.say(Word::Void))];
        slip.push(Line::headline(voice.say(kind.word())));
        slip.extend(fingerprint.clone().map(Line::Fingerprint));
        let copy = (spoiled.copy, spoiled.copies);
        slip.push(void_line(voice, (self.number, self.of), copy, spoiled.attempt));
        slip.push(Line::text(voice.say(Word::VoidMeaning)));
        slip.push(Line::pair(voice.say(Word::Reason), voice.term("spoiled", why)));
        slip.push(Line::pair(voice.say(Word::Printed), printed_at.label(voice)));
        slip.push(Line::Rule(Stroke::Double));
        Page::new(self.frame.width(), self.fit(&slip))
    }

    /// The head of an impression.
    pub(super) fn head(&self, impression: &Impression) -> Vec<Strip> {
        let lines = if self.number == 1 { self.large_head(impression) } else { self.small_head(impression) };
        self.fit(&lines)
    }

    fn large_head(&self, impression: &Impression) -> Vec<Line> {
        let Heading { voice, kind, election, authority, station, mark, fingerprint } = &self.heading;
        let [sheet, copy, marked, issue] = self.marks(impression);
        let mut head = vec![Line::Rule(Stroke::Double)];
        if *mark == Mark::Test {
            head.push(Line::headline(voice.say(Word::MarkTest)));
            head.push(Line::centered(voice.say(Word::NotAResult)));
        }
        head.push(Line::headline(voice.say(kind.word())));
        head.extend([election, station, authority].map(|label| Line::centered(label.clone())));
        head.extend(fingerprint.clone().map(Line::Fingerprint));
        head.push(Line::Edges { start: sheet, end: copy });
        head.push(Line::Edges { start: marked, end: issue });
        head.extend(self.moment(impression).map(Line::text));
        head.extend(self.attempt(impression));
        head.push(Line::pair(voice.say(Word::Printed), impression.printed_at.label(voice).first));
        head.push(Line::Rule(Stroke::Double));
        head
    }

    /// Says all that the large head says, in little more than half of its rows.
    fn small_head(&self, impression: &Impression) -> Vec<Line> {
        let Heading { voice, kind, election, authority, station, mark, fingerprint } = &self.heading;
        let [sheet, copy, marked, issue] = self.marks(impression);
        let mut head = vec![Line::Rule(Stroke::Double)];
        if *mark == Mark::Test {
            let marks = [voice.say(Word::MarkTest), voice.say(Word::NotAResult)];
            head.push(Line::title(voice.dashed(&marks)));
        }
        let kind = voice.say(kind.word());
        let fingerprint = fingerprint.as_deref().map(|fingerprint| Label::from(Paragraph::code(fingerprint)));
        match (self.frame.paper, fingerprint) {
            (Paper::Mm80, Some(fingerprint)) => {
                head.push(Line::Edges { start: kind, end: sheet });
                head.push(Line::Edges { start: fingerprint, end: copy });
            }
            (_, fingerprint) => {
                head.push(Line::bold(kind));
                head.extend(fingerprint.map(Line::bold));
                head.push(Line::Edges { start: sheet, end: copy });
            }
        }
        let mut marks = vec![marked, issue];
        marks.extend(self.moment(impression));
        head.push(Line::small(voice.dashed(&marks)));
        head.extend(self.attempt(impression));
        let printed = impression.printed_at.label(voice).first.unbroken().into();
        head.push(Line::small(voice.strung(&[voice.say(Word::Printed), printed], " ")));
        head.push(Line::small(voice.dashed(&[station.clone(), election.clone(), authority.clone()])));
        head.push(Line::Rule(Stroke::Thin));
        head
    }

    /// Sheet of sheets, copy of copies, whether it counts, whether it belongs to the first run.
    fn marks(&self, impression: &Impression) -> [Label; 4] {
        let voice = &self.heading.voice;
        let sheet = [("sheet", number(self.number)), ("sheets", number(self.of))];
        let copy = [("copy", number(impression.copy)), ("copies", number(impression.copies))];
        let mark = match self.heading.mark {
            Mark::Official => Word::MarkOfficial,
            Mark::Test => Word::MarkTest,
        };
        let issue = match impression.issue {
            Issue::Original => Word::IssueOriginal,
            Issue::Reprint => Word::IssueReprint,
        };
        [
            voice.with(Word::SheetOf, &sheet),
            voice.with(Word::CopyOf, &copy),
            voice.say(mark),
            voice.say(issue),
        ]
    }

    fn moment(&self, impression: &Impression) -> Option<Label> {
        let word = match impression.moment {
            Moment::BeforeSending => Some(Word::PrintedBeforeSending),
            Moment::AfterSending => Some(Word::PrintedAfterSending),
            Moment::NothingToSend => None,
        };
        word.map(|word| self.heading.voice.say(word))
    }

    fn attempt(&self, impression: &Impression) -> Option<Line> {
        let attempt = [("attempt", number(impression.attempt))];
        let label = || self.heading.voice.with(Word::AttemptNumber, &attempt);
        (impression.attempt > 1).then(|| Line::bold(label()))
    }

    /// The foot, the same for every impression.
    pub(super) fn foot(&self) -> Vec<Strip> {
        let voice = &self.heading.voice;
        let end = [
            ("sheet", number(self.number)),
            ("sheets", number(self.of)),
            ("rows", Argument::Number(self.rows())),
        ];
        let mut foot = vec![Line::Rule(Stroke::Thin)];
        let fingerprint = self.heading.fingerprint.as_deref().map(Paragraph::code);
        let style = Style { bold: true, align: Align::Center, ..Style::default() };
        foot.extend(fingerprint.map(|text| Line::Text { label: text.into(), style }));
        foot.push(Line::bold(voice.with(Word::SheetEnd, &end)));
        self.fit(&foot)
    }

    fn fit(&self, lines: &[Line]) -> Vec<Strip> {
        lines.iter().map(|line| line.fit(self.frame)).collect()
    }
}

/// The line of a VOID slip that says what is void: sheet of sheets, copy of copies, attempt.
#[must_use]
pub fn void_line(voice: &Voice, sheet: (u16, u16), copy: (u8, u8), attempt: u8) -> Line {
    let which = [
        ("sheet", number(sheet.0)),
        ("sheets", number(sheet.1)),
        ("copy", number(copy.0)),
        ("copies", number(copy.1)),
        ("attempt", number(attempt)),
    ];
    Line::bold(voice.with(Word::VoidSheet, &which))
}

fn number(number: impl Into<u64>) -> Argument<'static> {
    Argument::Number(number.into())
}
