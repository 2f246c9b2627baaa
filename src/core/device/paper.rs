//! Paper: one sheet after the other.
//!
//! Invariants: a sheet is journaled as started before its first byte and counts as whole only when the printer or an
//! official says so; what was started and not completed is marked VOID on paper, with the reason that the journal has, and
//! printed again; no sheet is begun whose codes do not read from the very dots that would be printed; a tape that was begun
//! and has another number of sheets since, on other paper or with other settings, is not gone on with.

use std::collections::BTreeMap;
use std::time::Duration;

use super::command::Reply;
use super::machine::Device;
use super::port::{Input, Output};
use super::state::TapeState;
use crate::election::{Code, Refusal};
use crate::journal::{Event, SheetEnd, SheetId, TapeName};
use crate::printer::{Completion, Interruption, NotReady, SheetOrder};
use crate::tape::{Bitmap, Impression, Issue, Moment, Page, Sheet, Stamp};
use crate::time::Uptime;

/// Stable name of why a sheet is voided that was under way when the box went off.
pub(super) const POWER: &str = "power";
/// What the journal says was asked for when a sheet is refused.
const PRINT: &str = "print";

/// Pause after a sheet was spoiled twice; it doubles with each further time, so that a broken printer does not turn
/// the roll into VOID slips.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// What the printer works on in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    Sheet(SheetId),
    /// The slip that voids an earlier attempt, before the sheet is printed again.
    Void(SheetId),
}

/// What the box knows of its printer in this run.
#[derive(Default)]
pub(super) struct Press {
    ready: bool,
    fault: Option<NotReady>,
    job: Option<(u64, Job)>,
    jobs: u64,
    unconfirmed: bool,
    /// Sheets and slips spoiled in a row.
    spoiled: u32,
    /// Nothing is printed before.
    pause_until: Uptime,
    /// The attempt whose VOID slip is on paper.
    voided: Option<SheetId>,
    /// Sheets of the tapes that were laid out in this run.
    sheets: BTreeMap<u32, Vec<Sheet>>,
    /// Tapes that are left alone, and why.
    refused: BTreeMap<u32, Code>,
    /// The picture of the sheet whose start is on its way to the journal.
    drawn: Option<(SheetId, Bitmap)>,
}

impl Press {
    /// True if the printer works on this sheet now.
    pub(super) fn prints(&self, sheet: SheetId) -> bool {
        matches!(self.job, Some((_, Job::Sheet(now))) if now == sheet)
    }

    /// As [`Press::words`], for the readiness tape.
    pub(super) fn name(&self) -> String {
        match self.fault {
            Some(fault) => fault.to_string(),
            None if self.unconfirmed => "printer-waits".to_owned(),
            None if self.job.is_some() => "printer-printing".to_owned(),
            None if self.ready => "printer-ready".to_owned(),
            None => "printer-absent".to_owned(),
        }
    }

    pub(super) fn words(&self) -> String {
        match self.fault {
            Some(fault) => format!("{} {fault}", fault.code().as_str()),
            None if self.unconfirmed => "waits for an official to say that the sheet is whole".to_owned(),
            None if self.job.is_some() => "printing".to_owned(),
            None => match self.refused.values().next() {
                Some(code) => Refusal::new(*code).to_string(),
                None if self.ready => "ready".to_owned(),
                None => "not there yet".to_owned(),
            },
        }
    }
}

impl Device {
    /// Sheets that are still to be printed.
    pub(super) fn sheets_waiting(&self) -> u32 {
        self.state.tapes.keys().map(|tape| self.waiting(*tape)).fold(0, u32::saturating_add)
    }

    /// True for the result tape of a record that a correction voided: it must not be handed out any more.
    fn void(&self, tape: &TapeState) -> bool {
        let result = tape.order.name == TapeName::Result;
        result && self.state.result.is_some_and(|current| current != tape.order.record)
    }

    /// When printing goes on after a pause.
    pub(super) fn press_timeout(&self) -> Option<(Uptime, &'static str)> {
        let waits = self.press.ready && self.press.job.is_none() && self.press.pause_until > self.now.uptime;
        waits.then_some((self.press.pause_until, "the printer is tried again"))
    }

    pub(super) fn waiting(&self, tape: u32) -> u32 {
        let Some(state) = self.state.tapes.get(&tape).filter(|state| !self.void(state)) else { return 0 };
        let cut = || self.press.sheets.get(&tape).map_or_else(|| self.render(state).len(), Vec::len);
        let sheets = state.sheets.map_or_else(cut, usize::from);
        let all = sheets.saturating_mul(state.order.copies.into());
        u32::try_from(all.saturating_sub(state.done.len())).unwrap_or(u32::MAX)
    }

    /// The next sheet, as an entry that must be durable before its first byte; or the VOID slip that comes before it.
    pub(super) fn sheet_due(&mut self) -> Option<Event> {
        self.lay_out();
        let busy = self.press.job.is_some() || self.state.open_sheet.is_some();
        if !self.press.ready || busy || self.now.uptime < self.press.pause_until {
            return None;
        }
        if let Some(tape) = self.changed() {
            return Some(self.leave_alone(tape, Code::TapeChanged));
        }
        let sheet = self.next_sheet()?;
        let spoiled = sheet.attempt.checked_sub(1).filter(|attempt| *attempt > 0);
        let spoiled = spoiled.map(|attempt| SheetId { attempt, ..sheet });
        match spoiled.filter(|spoiled| self.press.voided != Some(*spoiled)) {
            Some(spoiled) => {
                self.print_void(spoiled);
                None
            }
            None => self.start(sheet),
        }
    }

    /// Keeps the sheets of every tape of which something is missing, and of no other: a tape is laid out once in a run,
    /// however often its sheets are counted.
    fn lay_out(&mut self) {
        let tapes: Vec<u32> = self.state.tapes.keys().copied().collect();
        for tape in tapes {
            let Some(state) = self.state.tapes.get(&tape) else { continue };
            if self.void(state) || state.sheets.is_some_and(|sheets| missing(state, sheets).is_none()) {
                self.press.sheets.remove(&tape);
            } else if !self.press.sheets.contains_key(&tape) {
                let sheets = self.render(state);
                self.press.sheets.insert(tape, sheets);
            }
        }
    }

    /// A tape that was begun with another number of sheets than it has now: sheet 5 of 7 does not go on where 4 of 5 ended.
    fn changed(&self) -> Option<u32> {
        let mut taken = self.press.sheets.iter().filter(|(tape, _)| !self.press.refused.contains_key(tape));
        let begun = |tape: &u32| self.state.tapes.get(tape).and_then(|state| state.sheets);
        let changed = |(tape, sheets): &(&u32, &Vec<Sheet>)| {
            begun(tape).is_some_and(|of| usize::from(of) != sheets.len())
        };
        taken.find(changed).map(|(tape, _)| *tape)
    }

    /// Leaves a tape alone for this run, and notes why.
    fn leave_alone(&mut self, tape: u32, why: Code) -> Event {
        self.press.refused.insert(tape, why);
        Event::Refused { code: why.as_str().to_owned(), at: String::new(), command: PRINT.to_owned() }
    }

    fn next_sheet(&self) -> Option<SheetId> {
        let mut taken = self.press.sheets.iter().filter(|(tape, _)| !self.press.refused.contains_key(tape));
        taken.find_map(|(&tape, sheets)| {
            let state = self.state.tapes.get(&tape)?;
            let (copy, sheet) = missing(state, u16::try_from(sheets.len()).unwrap_or(u16::MAX))?;
            let attempt = state.attempts.get(&(copy, sheet)).copied().unwrap_or(0).saturating_add(1);
            Some(SheetId { tape, copy, sheet, attempt })
        })
    }

    fn impression(&self, sheet: SheetId) -> Option<(&Sheet, Impression)> {
        let order = &self.state.tapes.get(&sheet.tape)?.order;
        let sent = self.state.records.get(&order.record).is_some_and(|record| record.attempts > 0);
        let sends = matches!(order.name, TapeName::Result | TapeName::Certificate | TapeName::Receipt);
        let impression = Impression {
            copy: sheet.copy,
            copies: order.copies,
            attempt: sheet.attempt,
            issue: if order.reprint { Issue::Reprint } else { Issue::Original },
            moment: match (sends, sent) {
                (false, _) => Moment::NothingToSend,
                (true, false) => Moment::BeforeSending,
                (true, true) => Moment::AfterSending,
            },
            printed_at: Stamp::now(self.now, self.settings.offset_minutes),
        };
        let index = usize::from(sheet.sheet).checked_sub(1)?;
        Some((self.press.sheets.get(&sheet.tape)?.get(index)?, impression))
    }

    /// The entry that starts a sheet: it names the picture, which is drawn now and kept until it is printed, so that what
    /// the journal names is what the printer gets. A sheet with a code that does not read is refused instead.
    fn start(&mut self, sheet: SheetId) -> Option<Event> {
        let page = self.page(Job::Sheet(sheet))?;
        let picture = page.picture();
        if !page.is_read_in(&picture) {
            return Some(self.leave_alone(sheet.tape, Code::SheetUnreadable));
        }
        let digest = picture.digest();
        self.press.drawn = Some((sheet, picture));
        let of = self.press.sheets.get(&sheet.tape).and_then(|sheets| u16::try_from(sheets.len()).ok());
        Some(Event::SheetStarted { sheet, picture: Some(digest.into()), of })
    }

    /// Gives a durable sheet to the printer.
    pub(super) fn print(&mut self, sheet: SheetId) {
        let drawn = self.press.drawn.take().filter(|(drawn, _)| *drawn == sheet);
        self.hand_over(Job::Sheet(sheet), drawn.map(|(_, picture)| picture));
    }

    fn print_void(&mut self, spoiled: SheetId) {
        let slip = self.page(Job::Void(spoiled)).map(|page| page.picture());
        self.hand_over(Job::Void(spoiled), slip);
    }

    /// What a job prints, if it is printed now.
    fn page(&self, job: Job) -> Option<Page> {
        let (Job::Sheet(sheet) | Job::Void(sheet)) = job;
        let (page, impression) = self.impression(sheet)?;
        Some(match job {
            Job::Sheet(_) => page.page(&impression),
            Job::Void(_) => page.void_slip(&impression, self.why_spoiled(sheet), impression.printed_at),
        })
    }

    /// Stable name of why the last attempt at a sheet was spoiled.
    fn why_spoiled(&self, sheet: SheetId) -> &str {
        let tape = self.state.tapes.get(&sheet.tape);
        tape.and_then(|tape| tape.spoiled.get(&(sheet.copy, sheet.sheet))).map_or(POWER, String::as_str)
    }

    /// Lets the codes of a tape's sheets be some other ones than they show.
    #[cfg(test)]
    pub(super) fn muddle_codes(&mut self, tape: u32) {
        let state = self.state.tapes.get(&tape).expect("an order");
        let mut sheets = self.render(state);
        for strip in sheets.iter_mut().flat_map(|sheet| &mut sheet.body) {
            if strip.plain().starts_with('[') {
                *strip = strip.clone().with_code("RT1:OTHER".to_owned());
            }
        }
        self.press.sheets.insert(tape, sheets);
    }

    /// What the printer works on, line by line, and as it was drawn.
    #[cfg(test)]
    pub(super) fn on_the_press(&self) -> Option<(Vec<String>, Bitmap)> {
        let page = self.page(self.press.job?.1)?;
        Some((page.plain(), page.picture()))
    }

    fn hand_over(&mut self, job: Job, picture: Option<Bitmap>) {
        // Numbers differ between runs as well, so that a late answer of the printer confirms nothing of this run.
        self.press.jobs = self.press.jobs.wrapping_add(1);
        let number = self.state.chain.length().wrapping_mul(256).wrapping_add(self.press.jobs);
        self.press.job = Some((number, job));
        self.press.unconfirmed = false;
        let picture = picture.unwrap_or_else(|| Bitmap::new(self.settings.width.dots(), 0));
        self.output(Output::Print(SheetOrder { job: number, picture }));
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these inputs are handed here")]
    pub(super) fn take_paper(&mut self, input: Input) {
        match input {
            Input::PrinterReady => {
                self.press.ready = true;
                self.press.fault = None;
            }
            Input::PrinterNotReady(fault) => {
                self.press.ready = false;
                self.press.fault = Some(fault);
            }
            Input::SheetUnconfirmed { job } => {
                self.press.unconfirmed = self.press.job.is_some_and(|(now, _)| now == job)
            }
            Input::SheetCompleted { job, by } => {
                if let Some(event) = self.finish(job).and_then(|done| self.completed(done, by)) {
                    self.append(event, None);
                }
            }
            Input::SheetInterrupted { job, why } => self.spoil(job, why),
            Input::SheetCancelled { job } => self.spoil(job, Interruption::Cancelled),
            _ => {}
        }
    }

    fn finish(&mut self, job: u64) -> Option<Job> {
        let (_, done) = self.press.job.take_if(|(now, _)| *now == job)?;
        self.press.unconfirmed = false;
        Some(done)
    }

    fn completed(&mut self, job: Job, by: Completion) -> Option<Event> {
        self.press.spoiled = 0;
        match job {
            Job::Void(sheet) => {
                self.press.voided = Some(sheet);
                None
            }
            Job::Sheet(sheet) => {
                let by = match by {
                    Completion::ProcessId => SheetEnd::ProcessId,
                    Completion::Fence => SheetEnd::Fence,
                    Completion::Official => SheetEnd::Official,
                };
                Some(Event::SheetCompleted { sheet, by })
            }
        }
    }

    fn spoil(&mut self, job: u64, why: Interruption) {
        let Some(spoiled) = self.finish(job) else { return };
        let doublings = self.press.spoiled.checked_sub(1);
        self.press.spoiled = self.press.spoiled.saturating_add(1);
        let pause = doublings.map_or(Duration::ZERO, |times| {
            FIRST_PAUSE.saturating_mul(1_u32.checked_shl(times.min(8)).unwrap_or(1)).min(LONGEST_PAUSE)
        });
        self.press.pause_until = self.now.uptime.after(pause);
        if let Job::Sheet(sheet) = spoiled {
            self.append(Event::SheetInterrupted { sheet, why: why.name().to_owned() }, None);
        }
    }

    pub(super) fn confirm_sheet(&mut self, request: u64) -> Result<(), Refusal> {
        // A person's word also lets a printer go on that waits for a torn-off sheet or for paper enough.
        let waits = matches!(self.press.fault, Some(NotReady::Tear | NotReady::NearEnd));
        if !self.press.unconfirmed && !waits {
            return Err(Refusal::new(Code::NothingToPrint));
        }
        self.output(Output::ConfirmSheet);
        self.reply(request, Reply::Done { message: "Noted.".to_owned(), fingerprint: None });
        Ok(())
    }

    pub(super) fn spoil_sheet(&mut self, request: u64) -> Result<(), Refusal> {
        if !self.press.unconfirmed {
            return Err(Refusal::new(Code::NothingToPrint));
        }
        self.output(Output::SpoilSheet);
        let message = "Noted. The sheet is voided and printed again.".to_owned();
        self.reply(request, Reply::Done { message, fingerprint: None });
        Ok(())
    }
}

/// The first copy and sheet of a tape of so many sheets that is not whole.
fn missing(tape: &TapeState, sheets: u16) -> Option<(u8, u16)> {
    let mut all = (1..=tape.order.copies).flat_map(|copy| (1..=sheets).map(move |sheet| (copy, sheet)));
    all.find(|one| !tape.done.contains(one))
}
