//! What a rule forbids: a stable code, a sentence that an official understands, and what to do next.
//!
//! Codes never change their meaning; docs/codes.md lists them all and a test compares it with this table. The letter
//! says what it is about: P package and provisioning, D the day's order, T tally, A officials, R records and receipts,
//! H paper, M modem and messages, J journal and cards, C daemon and protocol, X files.

use std::fmt;

macro_rules! codes {
    ($($name:ident = $code:literal, $sentence:literal, $cure:literal;)*) => {
        /// Every refusal that an official or a technician can meet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $sentence] $name,)*
        }

        impl Code {
            /// All codes in the order of docs/codes.md.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code, such as `T03`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What is wrong.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }

            /// What to do next.
            #[must_use]
            pub const fn cure(self) -> &'static str {
                match self { $(Self::$name => $cure,)* }
            }
        }
    };
}

codes! {
    PackageUnreadable = "P01", "the election package cannot be read", "Ask for a fresh copy of the file.";
    PackageSignature = "P02", "the election package is not signed by the commission", "Do not use this file. Ask for the signed package.";
    PackageOtherElection = "P03", "the package is for another election", "Load the package of the election this box was provisioned for.";
    PackageOtherStation = "P04", "the package does not list this box's station", "Check the station number and ask for the right package.";
    PackageOlder = "P05", "the package is older than the one in use", "Keep the package in use, or ask for a newer one.";
    PackageInvalid = "P06", "the election package contradicts itself", "Tell the commission which line is named.";
    NotProvisioned = "P07", "this box is not provisioned", "Run rts provision with the package and the credentials of this box.";
    AlreadyProvisioned = "P08", "this box is already provisioned", "Nothing to do. A second provisioning needs a wiped box.";
    CredentialsInvalid = "P09", "the credentials of this box cannot be used", "Ask the center to issue them again.";
    CredentialsOther = "P10", "the credentials are for another election, station or device", "Check which box these credentials were issued for.";
    DaemonRunning = "P11", "the box's daemon is running", "Stop it first: systemctl stop rtsd.";
    GlyphMissing = "P12", "the package holds a letter that the paper cannot show", "Ask the commission to write the text named in other letters.";
    PackageNotInForce = "P13", "the package on this box is not the one that its journal says is in force", "Load the package again: rts provision --update-package.";
    ShareInvalid = "P14", "the shares do not give the key", "Check the line named against its sheet, and that all sheets are of one set.";

    PollsNotOpen = "D01", "the polls are not open", "Open the polls first: rts open.";
    PollsAlreadyOpen = "D02", "the polls are open already", "Nothing to do.";
    PollsAlreadyClosed = "D03", "the polls are closed and never open again", "Go on with the count.";
    BeforeOpening = "D04", "it is before the opening hour", "Wait for the opening hour, or have the clock checked.";
    BeforeClosing = "D05", "it is before the closing hour: nothing leaves before close", "Wait for the closing hour.";
    NotZero = "D06", "a counter is not zero, so the polls cannot open", "Clear the counting device and try again.";
    NotCounting = "D07", "no tally is expected now", "Close the polls first: rts close.";
    NothingChecked = "D08", "there is no checked tally to approve", "Import or enter the tally first: rts tally.";
    NothingSealed = "D09", "no result has been sealed yet", "Approve the tally first: rts approve.";
    AlreadySealed = "D10", "a result is sealed already", "To change it, start a correction: rts correct.";
    PollsOpenNoTally = "D11", "the polls are open: no tally is shown, printed or sent", "Close the polls first.";
    RehearsalAfterOpen = "D12", "a rehearsal is possible only before the polls open", "Go on with the day.";
    CorrectionPending = "D13", "a correction is in progress", "Finish it: tally, then two approvals.";
    TurnoutFell = "D14", "the turnout is lower than noted before", "Check the number of voters so far.";

    TallyUnreadable = "T01", "the tally cannot be read", "Check the file or the cable, then hand the tally over again.";
    TallyOtherStation = "T02", "the tally is of another station or election", "Use the tally of this station.";
    ContestMissing = "T03", "a contest of the ballot is missing from the tally", "Count or hand over the contest named.";
    ContestUnknown = "T04", "the tally has a contest or line that is not on this ballot", "Check the ballot style of the station.";
    ContestTwice = "T05", "the tally has a contest twice", "Hand the tally over again.";
    LinesDiffer = "T06", "the number of lines is not that of the ballot", "Check the contest named line by line.";
    ContestSum = "T07", "votes, blank and invalid ones do not add up to the ballots of the contest", "Count the contest named again.";
    BallotsOverVoters = "T08", "there are more ballots than verified voters", "Count the ballots again and check the verification device.";
    VotersOverRegistered = "T09", "there are more voters than registered", "Check the number of registered voters and the count.";
    RegisteredDiffers = "T10", "the number of registered voters is not that of the package", "Check the station's register.";
    CountTooLarge = "T11", "a count is too large to be true", "Check the line named.";
    EntriesDiffer = "T12", "the two entries differ", "Look at the line named together and enter it again.";
    EntryMissing = "T13", "the second entry is missing", "A second official enters the tally: rts tally enter.";
    SecondEntrySamePerson = "T14", "both entries are by the same official", "Another official enters the tally the second time.";
    VerifiedMissing = "T15", "the number of verified voters is missing", "Connect the verification device or enter the number.";
    ZeroTest = "T16", "the tally is a test and cannot be used here", "Hand over the tally of the election.";
    VerifiedDiffers = "T17", "the number of verified voters differs from the verification device", "Check the tally against the verification device.";
    CheckWordDiffers = "T18", "numbers and check word do not fit together", "Compare the line named with the tape and type it again.";
    TypedUnreadable = "T19", "the typed tape cannot be understood", "Mend the line named.";

    OfficialUnknown = "A01", "there is no such official at this station", "Check the number of the official on the zero tape.";
    PinWrong = "A02", "the PIN is wrong", "Try again; after five wrong PINs the official has to wait.";
    PinLocked = "A03", "this official is locked after wrong PINs", "Wait for the time shown, or let another official act.";
    SamePerson = "A04", "the second approval is by the same official", "Another official approves.";
    PeerRefused = "A05", "this user may not talk to the box", "Log in as an official or technician.";
    PlaceDiffers = "A06", "that is not the code of this station", "Type the station code as printed on the zero tape.";
    TwoPersonNeeded = "A07", "this needs two different officials", "Let the second official give number and PIN too.";

    RecordInvalid = "R01", "the record does not verify", "Keep the tape or file and tell the commission.";
    ReceiptInvalid = "R02", "the receipt is not signed by the center for this record", "Wait for the next one; nothing is lost.";
    NoReceipt = "R03", "the center has not answered yet", "Wait: the box keeps sending by itself.";
    SequenceEnd = "R04", "this box has used up its record numbers", "Swap the box.";
    ReasonUnknown = "R05", "the reason of the correction is not on the list", "Choose a reason: rts correct --help.";
    CodeMissing = "R06", "a part of the record is missing", "Photograph the code with the caption named and give it as well.";
    KeyMissing = "R07", "the key of the box is missing", "Photograph the code of the key as well, or give --key.";
    KeyUncertified = "R08", "the commission did not certify this key for this box and station", "Do not believe the tape. Keep it and tell the commission.";
    CodeUnreadable = "R09", "no QR code of a tape can be read", "Photograph one code flat, sharp, well lit, and with its white margin.";
    RecordOtherPackage = "R10", "the record was made with another election package", "Get the package with the digest named on the tape.";
    ResultDiffers = "R11", "the published result is another one", "Keep the tape and tell the commission.";
    PaperDiffers = "R12", "the numbers typed from paper are not those of the QR code", "Compare the line named with the tape. If it is typed right, keep the tape and tell the commission.";
    PublicationBroken = "R13", "the published files do not hold together", "Keep a copy of them and tell the commission. The tape is as good as before.";
    ResultUnpublished = "R14", "no result of this station is published", "Look again later; if the center's receipt came long ago, tell the commission.";
    LogForked = "R15", "the log does not continue what was published before", "Publish nothing. Find out which database is the election's.";

    PrinterAbsent = "H01", "the printer does not answer", "Check its cable and power.";
    PaperOut = "H02", "the paper is out", "Load a roll, then printing goes on by itself.";
    CoverOpen = "H03", "the printer's cover is open", "Close the cover.";
    PrinterFault = "H04", "the printer reports a fault", "Switch the printer off and on.";
    NothingToPrint = "H05", "there is no such tape yet", "Check the state: rts status.";
    CopiesOutOfRange = "H06", "that number of copies is not allowed", "Ask for 1 to 50 copies.";
    PaperLow = "H07", "there is too little paper for the next sheet", "Load a roll, or confirm to print all the same.";
    SheetUntorn = "H08", "the last sheet hangs in the printer", "Tear it off, then confirm.";
    PrintHeadHot = "H09", "the print head is hot", "Wait: printing goes on by itself.";
    SheetUnreadable = "H10", "a QR code does not read from the sheet as it was drawn, so the sheet is not printed", "Order the tape again: rts print. If that is refused too, call the technician; the record is safe and is sent.";
    TapeChanged = "H11", "the tape was begun on other paper or with other settings, so it is not gone on with", "Put the printer back as it was and start the box again, or order the tape anew: rts print.";

    ModemAbsent = "M01", "the modem does not answer", "Check its cable and power; the box keeps trying.";
    NothingToSend = "M02", "nothing is waiting to be sent", "Nothing to do.";
    MessageTooLarge = "M03", "the record does not fit into fifteen messages", "Tell the commission: the ballot is too large.";

    JournalBroken = "J01", "the journal does not verify", "Do not go on. Keep both cards and call the technician.";
    JournalDegraded = "J02", "only one of the two copies of the journal works", "Go on; call the technician for a new card.";
    JournalFork = "J03", "the two copies of the journal contradict each other", "Do not go on. Keep both cards and call the technician.";
    CardOther = "J04", "the card belongs to another box", "Insert this box's own card.";
    JournalNewer = "J05", "the journal was written by a newer version of the software", "Install that version.";
    JournalUnavailable = "J06", "the journal cannot be written", "Stop and call the technician; nothing recorded so far is lost.";
    JournalBehind = "J07", "the center knows records of this box that its journal does not have", "Do not go on with this box. Call the technician; the box or its card was rolled back.";
    CardOtherElection = "J08", "the card is of another election", "Keep it for the commission. Insert this box's own card.";
    CardAbsent = "J09", "no card is in the box", "Insert this box's own card: it comes into use by itself.";
    CardProtected = "J10", "the card is write-protected", "Take it out, slide its switch, and insert it again.";
    CardFull = "J11", "the card is full", "Go on; call the technician for a new card.";
    CardDamaged = "J12", "the journal on the card does not verify", "Keep the card as evidence. Insert a blank one: rts card adopt.";
    CardBlank = "J13", "there is no journal on the card", "Insert the box's own card, or make this one its card: rts card adopt.";
    CardFailed = "J14", "the card cannot be used", "Take it out and keep it. Insert a blank one: rts card adopt.";
    CardOccupied = "J15", "there is a journal on the card already", "Keep it, and adopt a blank card.";
    CardWorks = "J16", "the card works", "Nothing to do: only a card that is out of use is replaced.";

    DaemonUnreachable = "C01", "the box's daemon does not answer", "Check that rtsd runs: systemctl status rtsd.";
    DaemonBusy = "C02", "too many commands at once", "Try again in a moment.";
    ProtocolDiffers = "C03", "rts and rtsd are of different versions", "Install both from one release.";
    RequestInvalid = "C04", "the command was not understood", "See rts --help.";

    FileUnreadable = "X01", "the file cannot be read", "Check its name and the medium.";
    FileUnwritable = "X02", "the file cannot be written", "Check the medium and its free space.";
    SettingsRefused = "X03", "the settings are wrong", "Mend the file and the key named.";
}

/// A rule said no. Not an error: nothing broke, and nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which rule.
    pub code: Code,
    /// Where: contest and line, values found and expected. Empty if the code says it all.
    pub at: String,
}

impl Refusal {
    /// A refusal that needs no place.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, at: String::new() }
    }

    /// A refusal at a place: contest and line, or values.
    #[must_use]
    pub fn at(code: Code, at: impl Into<String>) -> Self {
        Self { code, at: at.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code.as_str(), self.code.sentence())?;
        if !self.at.is_empty() {
            write!(f, ": {}", self.at)?;
        }
        write!(f, ". {}", self.code.cure())
    }
}

impl std::error::Error for Refusal {}
