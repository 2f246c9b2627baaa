//! A typed block beside its check word, and which slip would explain that they do not fit.

use rts_core::election::{Code, Refusal};
use rts_core::tape::check::{CheckWord, CheckedBlock, LineId, Slip, slips};
use rts_core::tape::words::Word;
use serde_json::{Value, json};

use super::Sheet;
use crate::official::verify::numbers::{Numbers, Paper};

/// A block with the words typed for it.
pub(super) struct Checked {
    block: CheckedBlock,
    /// The words, usually one.
    pub(super) words: Vec<CheckWord>,
    /// How much the lines of its contest lack to the valid votes that were typed.
    lacking: Option<i64>,
}

impl Checked {
    /// The blocks with their words.
    pub(super) fn all(blocks: Vec<CheckedBlock>, sheet: &Sheet, numbers: &Numbers) -> Vec<Self> {
        let mut all: Vec<Self> = blocks.into_iter().map(|block| Self::of(block, numbers)).collect();
        for typed in &sheet.words {
            let (contest, line) = typed.after;
            let above = |it: &Self| it.block.contest == contest && it.block.lines.contains(&line);
            let Some(at) = all.iter().position(above) else { continue };
            let of_contest = |it: &&mut Self| it.block.contest == contest;
            let mut further = all.iter_mut().skip(at).filter(of_contest);
            if let Some(checked) = further.nth(typed.skipped) {
                checked.words.push(typed.word);
            } else if let Some(checked) = all.get_mut(at) {
                checked.words.push(typed.word);
            }
        }
        all
    }

    fn of(block: CheckedBlock, numbers: &Numbers) -> Self {
        let lines = numbers
            .iter()
            .filter(|((contest, line), _)| *contest == block.contest && matches!(line, LineId::Line(_)));
        let sum = lines.fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
        let valid = numbers.get(&(block.contest, LineId::Valid));
        let lacking = valid.map(|valid| {
            i64::try_from(*valid).unwrap_or(i64::MAX).saturating_sub(i64::try_from(sum).unwrap_or(i64::MAX))
        });
        Self { block, words: Vec::new(), lacking }
    }

    /// A refusal for every word that does not fit.
    pub(super) fn refusals(&self, paper: &Paper<'_>) -> Vec<Refusal> {
        let differing = self.words.iter().filter(|word| **word != self.block.word);
        let refusal = |word: &CheckWord| {
            let name = self.block.contest.and_then(|index| paper.contest(index));
            let name = name.map_or_else(
                || paper.voice.label(Word::SectionVoters),
                |contest| paper.voice.name(&contest.name).to_owned(),
            );
            let told: Vec<String> =
                self.slips(*word).iter().map(|slip| self.sentence(slip, *word, paper)).collect();
            let told = if told.is_empty() {
                format!("no single slip explains the check word {word}; compare all {}", self.range(paper))
            } else {
                told.join("; or ")
            };
            Refusal::at(Code::CheckWordDiffers, format!("{name}, block {}: {told}", self.block.block))
        };
        differing.map(refusal).collect()
    }

    /// The slips that would explain a word, those first after which the contest adds up.
    fn slips(&self, word: CheckWord) -> Vec<Slip> {
        let mut slips = slips(&self.block, word);
        slips.sort_by_key(|slip| !self.adds_up(slip));
        slips
    }

    /// True if the lines of the contest add up to its valid votes once this slip is mended.
    fn adds_up(&self, slip: &Slip) -> bool {
        match slip {
            Slip::Number { line: LineId::Line(_), typed, fits } => {
                self.lacking == Some(i64::from(*fits).saturating_sub(i64::from(*typed)))
            }
            Slip::Number { .. } => false,
            Slip::Word(_) | Slip::Swapped(..) => self.lacking == Some(0),
        }
    }

    fn sentence(&self, slip: &Slip, word: CheckWord, paper: &Paper<'_>) -> String {
        let line = |line: LineId| paper.line((self.block.contest, line));
        match slip {
            Slip::Word(fits) => {
                format!("the check word {word} may be typed wrong, {fits} would fit the numbers")
            }
            Slip::Number { line: at, typed, fits } => {
                format!("line \"{}\" says {typed}; {fits} would fit the check word {word}", line(*at))
            }
            Slip::Swapped(one, other) => {
                let (one, other) = (line(*one), line(*other));
                format!(
                    "lines \"{one}\" and \"{other}\" in each other's place would fit the check word {word}"
                )
            }
        }
    }

    /// The lines of the block, for people.
    fn range(&self, paper: &Paper<'_>) -> String {
        let place = |line: Option<&LineId>| {
            line.map_or_else(String::new, |line| paper.line((self.block.contest, *line)))
        };
        let (first, last) = (place(self.block.lines.first()), place(self.block.lines.last()));
        format!("lines from \"{first}\" to \"{last}\"")
    }

    /// For programs.
    pub(super) fn json(&self, paper: &Paper<'_>) -> Value {
        let line = |line: LineId| paper.place((self.block.contest, line));
        let slip = |slip: &Slip| match slip {
            Slip::Word(fits) => json!({ "word": fits.to_string() }),
            Slip::Number { line: at, typed, fits } => {
                json!({ "line": line(*at), "typed": typed, "fits": fits, "adds_up": self.adds_up(slip) })
            }
            Slip::Swapped(one, other) => json!({ "swapped": [line(*one), line(*other)] }),
        };
        let typed = self.words.iter().map(|word| {
            json!({
                "word": word.to_string(),
                "fits": *word == self.block.word,
                "slips": self.slips(*word).iter().map(slip).collect::<Vec<_>>(),
            })
        });
        json!({
            "contest": self.block.contest.and_then(|index| paper.contest(index)).map(|it| &it.id),
            "block": self.block.block,
            "lines": self.block.lines.len(),
            "words": typed.collect::<Vec<_>>(),
        })
    }
}
