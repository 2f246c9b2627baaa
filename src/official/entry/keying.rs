//! Typing: one question a line, back and forth, with the sum so far and the sum that must come out.

use rts_core::election::Tally;

use super::super::stop::Stop;
use super::super::table;
use super::super::terminal::{self, Echo};
use super::form::{Form, Place};

/// What can be typed, in a few lines.
pub(super) const HELP: &str = "\
Type each number as it stands on the paper, then Enter.
  <  back one line     .  this and all further lines of the list are 0
  ?  show what was typed     Ctrl-C  leave, nothing is kept
";

/// Widest part of a question before the answer.
const WIDE: usize = 44;

/// What a person typed at a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A number.
    Number(u32),
    /// The number shown stays.
    Keep,
    /// One line back.
    Back,
    /// Zeros to the end of the list.
    Zeros,
    /// Show everything.
    Show,
    /// Something else.
    Unclear,
}

impl Answer {
    /// Reads what was typed.
    pub(super) fn read(text: &str) -> Self {
        match text {
            "" => Self::Keep,
            "<" => Self::Back,
            "." => Self::Zeros,
            "?" => Self::Show,
            // Blanks and apostrophes between thousands are how many people write numbers.
            number => number.replace([' ', '\'', '\u{a0}'], "").parse().map_or(Self::Unclear, Self::Number),
        }
    }
}

/// Asks for every field in order.
pub(super) fn fill(form: &mut Form) -> Result<(), Stop> {
    let mut at = 0;
    let mut heading = None;
    while at < form.fields.len() {
        if let Some((contest, name)) = form.contest(at).filter(|(contest, _)| heading != Some(*contest)) {
            heading = Some(contest);
            terminal::say(&format!("\n{name}\n"));
        }
        let next = step(form, at)?;
        if next > at
            && let Some(Place::Invalid(contest)) = form.fields.get(at).map(|field| field.place)
        {
            terminal::say(&sums(form, contest));
        }
        at = next;
    }
    Ok(())
}

/// Asks for one field; the field to ask for next.
fn step(form: &mut Form, at: usize) -> Result<usize, Stop> {
    let forward = at.saturating_add(1);
    let Some(field) = form.fields.get(at) else { return Ok(forward) };
    if field.fixed {
        terminal::say(&format!("{}\n", table::cut(&field.label)));
        return Ok(forward);
    }
    let (known, votes) = (field.value, matches!(field.place, Place::Votes { .. }));
    match Answer::read(&terminal::ask(&question(form, at), Echo::Shown)?) {
        Answer::Number(value) => {
            form.set(at, value);
            return Ok(forward);
        }
        Answer::Keep if known.is_some() => return Ok(forward),
        Answer::Keep => terminal::say("Type a number; 0 if there is none.\n"),
        Answer::Back => return Ok(back(form, at)),
        Answer::Zeros if votes => return Ok(form.zeros(at)),
        Answer::Show => terminal::say(&listing(form)),
        Answer::Zeros | Answer::Unclear => {
            terminal::say("That is no number. Type digits only, then Enter.\n")
        }
    }
    Ok(at)
}

fn back(form: &Form, at: usize) -> usize {
    let before = (0..at).rev().find(|at| form.fields.get(*at).is_some_and(|field| !field.fixed));
    before.unwrap_or(0)
}

fn question(form: &Form, at: usize) -> String {
    let Some(field) = form.fields.get(at) else { return String::new() };
    let label: String = table::cut(&field.label).chars().take(WIDE).collect();
    let sum = form.contest(at).map(|(contest, _)| {
        let (sum, due) = form.sum(contest);
        due.map_or_else(|| format!("sum {sum}"), |due| format!("sum {sum} of {due}"))
    });
    let shown = field.value.map(|value| format!(" [{value}]")).unwrap_or_default();
    let sum = sum.map(|sum| format!("  ({sum})")).unwrap_or_default();
    format!("{label:<WIDE$}{sum}{shown}: ")
}

/// Sums of a contest, and what is wrong with them.
fn sums(form: &Form, contest: usize) -> String {
    let (sum, due) = form.sum(contest);
    match due {
        Some(due) if due == sum => format!("  Sum {sum}: right.\n"),
        Some(due) => format!("  Sum {sum}, must be {due}: {}. Look again: < goes back.\n", off(sum, due)),
        None => String::new(),
    }
}

fn off(sum: u64, due: u64) -> String {
    if sum > due {
        format!("{} too many", sum.saturating_sub(due))
    } else {
        format!("{} missing", due.saturating_sub(sum))
    }
}

/// Asks whether all is right, until it is; the tally.
pub(super) fn finish(form: &mut Form) -> Result<Tally, Stop> {
    loop {
        for (contest, sum, due) in form.unequal() {
            terminal::say(&format!("{}: sum {sum}, must be {due}: {}.\n", form.name(contest), off(sum, due)));
        }
        let question = "\nType yes to hand the tally in, ? to see it, or the number of a line to change it: ";
        let answer = terminal::ask(question, Echo::Shown)?;
        match (answer.as_str(), Answer::read(&answer)) {
            ("yes", _) => match (form.tally(), form.empty()) {
                (Some(tally), _) => return Ok(tally),
                (None, Some(at)) => {
                    step(form, at)?;
                }
                (None, None) => terminal::say("The tally is not complete.\n"),
            },
            (_, Answer::Show) => terminal::say(&listing(form)),
            (_, Answer::Number(line)) => change(form, line)?,
            _ => terminal::say("Please type yes, ? or the number of a line.\n"),
        }
    }
}

fn change(form: &mut Form, line: u32) -> Result<(), Stop> {
    let at = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
    match at.filter(|at| form.fields.get(*at).is_some_and(|field| !field.fixed)) {
        Some(at) => step(form, at).map(|_| ()),
        None => {
            terminal::say("There is no such line. ? shows all of them.\n");
            Ok(())
        }
    }
}

/// Everything typed so far, each line with its number.
fn listing(form: &Form) -> String {
    let mut text = String::from("\n");
    let mut heading = None;
    for (field, at) in form.fields.iter().zip(0..) {
        if let Some((contest, name)) = form.contest(at).filter(|(contest, _)| heading != Some(*contest)) {
            heading = Some(contest);
            text.push_str(&format!("{name}\n"));
        }
        let label: String = table::cut(&field.label).chars().take(WIDE).collect();
        let number = at.saturating_add(1);
        match (field.fixed, field.value) {
            (true, _) => text.push_str(&format!("      {label}\n")),
            (false, Some(value)) => text.push_str(&format!("{number:>5} {label:<WIDE$}{value:>10}\n")),
            (false, None) => text.push_str(&format!("{number:>5} {label:<WIDE$}{:>10}\n", "-")),
        }
    }
    text
}
