//! The table of messages: one word of [`Word`] for each, its id in the files of ftl/ and the names of its arguments.
//!
//! Invariants: every file has every message of this table and no other, with the same arguments (a test compares them);
//! ids that end in a name of a record kind, reason, verdict, cause or outcome are that name.

macro_rules! words {
    ($($name:ident = $id:literal $([$($argument:literal),*])?;)*) => {
        /// A sentence or a label, in whatever language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Word {
            $(#[doc = concat!("Message `", $id, "`.")] $name,)*
        }

        impl Word {
            /// All of them, in the order of the files.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The id of the message.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Names of the arguments that the message needs.
            #[must_use]
            pub const fn arguments(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($($argument,)*)?],)* }
            }

            /// The word whose message has this id.
            #[must_use]
            pub fn of_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$name),)* _ => None }
            }
        }
    };
}

words! {
    // Head and foot of every sheet.
    TapeZero = "tape-zero";
    TapeOpened = "tape-opened";
    TapeResult = "tape-result";
    TapeReceipt = "tape-receipt";
    TapeCertificate = "tape-certificate";
    TapeReadiness = "tape-readiness";
    TapeRehearsal = "tape-rehearsal";
    TapeCorrection = "tape-correction";
    TapeAnnulment = "tape-annulment";
    TapeLog = "tape-log";
    MarkOfficial = "mark-official";
    MarkTest = "mark-test";
    NotAResult = "not-a-result";
    IssueOriginal = "issue-original";
    IssueReprint = "issue-reprint";
    Void = "void";
    SheetOf = "sheet-of" ["sheet", "sheets"];
    CopyOf = "copy-of" ["copy", "copies"];
    AttemptNumber = "attempt-number" ["attempt"];
    SheetEnd = "sheet-end" ["sheet", "sheets", "rows"];
    Continued = "continued" ["title"];
    PrintedBeforeSending = "printed-before-sending";
    PrintedAfterSending = "printed-after-sending";
    Printed = "printed";
    Fingerprint = "fingerprint";
    TearHere = "tear-here";
    VoidSheet = "void-sheet" ["sheet", "sheets", "copy", "copies", "attempt"];
    VoidMeaning = "void-meaning";
    Reason = "reason";

    // Why a sheet was voided.
    SpoiledUnconfirmed = "spoiled-unconfirmed";
    SpoiledUnplugged = "spoiled-unplugged";
    SpoiledSilent = "spoiled-silent";
    SpoiledPaperOut = "spoiled-paper-out";
    SpoiledCoverOpen = "spoiled-cover-open";
    SpoiledCutter = "spoiled-cutter";
    SpoiledHot = "spoiled-hot";
    SpoiledOffline = "spoiled-offline";
    SpoiledGarbled = "spoiled-garbled";
    SpoiledError = "spoiled-error";
    SpoiledBusy = "spoiled-busy";
    SpoiledNotEncoded = "spoiled-not-encoded";
    SpoiledCancelled = "spoiled-cancelled";
    SpoiledPower = "spoiled-power";

    // Time and trust in the clock.
    TimeUnknown = "time-unknown";
    TimeImpossible = "time-impossible";
    TimeUnsure = "time-unsure" ["time"];
    TimeByHand = "time-by-hand" ["time"];
    TimeBattery = "time-battery" ["time"];
    TimeNetwork = "time-network" ["time"];
    ClockUnknown = "clock-unknown";
    ClockByHand = "clock-by-hand";
    ClockBattery = "clock-battery";
    ClockNetwork = "clock-network";

    // Election, station, box.
    Election = "election";
    Authority = "authority";
    ElectionDay = "election-day";
    District = "district";
    PollingCenter = "polling-center";
    Station = "station";
    StationNamed = "station-named" ["code", "name"];
    StationNumber = "station-number";
    StationClass = "station-class";
    SectionDevice = "section-device";
    Device = "device";
    Key = "key";
    Software = "software";
    SoftwareDigest = "software-digest";
    Package = "package";
    PackageOf = "package-of" ["election", "version"];
    PackageDigest = "package-digest";
    Record = "record";
    RecordNamed = "record-named" ["kind", "number"];
    RecordDigest = "record-digest";
    JournalHead = "journal-head";
    OneMedium = "one-medium";
    KindZero = "kind-zero";
    KindOpened = "kind-opened";
    KindTurnout = "kind-turnout";
    KindResult = "kind-result";
    KindCorrection = "kind-correction";
    KindAnnulment = "kind-annulment";
    KindRehearsal = "kind-rehearsal";
    KindCheckpoint = "kind-checkpoint";
    KindPoll = "kind-poll";

    // People.
    SectionOfficials = "section-officials";
    SectionSignatures = "section-signatures";
    PresidingOfficer = "presiding-officer";
    SecondOfficial = "second-official";
    Official = "official";
    Observer = "observer";
    Party = "party";
    DateAndTime = "date-and-time";
    Remarks = "remarks";
    Signature = "signature";
    Stamp = "stamp";
    ApprovedBy = "approved-by";
    OfficialUnknown = "official-unknown";

    // Transmission.
    SectionTransmission = "section-transmission";
    NotSent = "not-sent";
    SentWithoutReceipt = "sent-without-receipt";
    CenterSaid = "center-said" ["verdict"];
    Attempts = "attempts";
    FirstAttempt = "first-attempt";
    LastAttempt = "last-attempt";
    AnswerCame = "answer-came";
    VerdictPartial = "verdict-partial";
    VerdictReceived = "verdict-received";
    VerdictAccepted = "verdict-accepted";
    VerdictQuarantined = "verdict-quarantined";
    VerdictRefused = "verdict-refused";
    VerdictSuperseded = "verdict-superseded";
    CauseCannotOpen = "cause-cannot-open";
    CausePartsDiffer = "cause-parts-differ";
    CauseSignature = "cause-signature";
    CauseDeviceUnknown = "cause-device-unknown";
    CauseDeviceRevoked = "cause-device-revoked";
    CauseOtherStation = "cause-other-station";
    CauseEquivocation = "cause-equivocation";
    CauseUnreadable = "cause-unreadable";
    CauseOtherElection = "cause-other-election";
    CauseSums = "cause-sums";
    CauseBeforeClose = "cause-before-close";
    CauseApprovals = "cause-approvals";
    CauseOriginalMissing = "cause-original-missing";
    CauseOrderMissing = "cause-order-missing";
    CauseHistory = "cause-history";
    CauseNoDistrict = "cause-no-district";
    CauseNotExpected = "cause-not-expected";
    CauseSecondResult = "cause-second-result";
    CauseRule = "cause-rule";

    // Tally.
    SectionVoters = "section-voters";
    RegisteredVoters = "registered-voters";
    VerifiedVoters = "verified-voters";
    BallotsCast = "ballots-cast";
    SpoiledBallots = "spoiled-ballots";
    Absentees = "absentees";
    Turnout = "turnout";
    Percent = "percent" ["share"];
    Contest = "contest";
    Number = "number";
    Candidate = "candidate";
    Votes = "votes";
    VotesEach = "votes-each" ["votes"];
    ListNamed = "list-named" ["number", "name"];
    ListAlone = "list-alone";
    ListTogether = "list-together" ["number"];
    WithoutVotes = "without-votes" ["count"];
    WrongShape = "wrong-shape";
    ValidVotes = "valid-votes";
    BlankBallots = "blank-ballots";
    InvalidBallots = "invalid-ballots";
    Undervotes = "undervotes";
    Overvotes = "overvotes";
    Together = "together";
    BallotsTimes = "ballots-times" ["votes"];
    Check = "check" ["sum"];
    CheckRegistered = "check-registered";
    CheckBallotsVerified = "check-ballots-verified";
    CheckVerifiedRegistered = "check-verified-registered";
    CheckBallotsRegistered = "check-ballots-registered";
    CheckContest = "check-contest";
    CheckGood = "check-good";
    CheckMisses = "check-misses" ["miss"];
    CheckFailed = "check-failed" ["miss"];
    DigitZero = "digit-zero";
    DigitOne = "digit-one";
    DigitTwo = "digit-two";
    DigitThree = "digit-three";
    DigitFour = "digit-four";
    DigitFive = "digit-five";
    DigitSix = "digit-six";
    DigitSeven = "digit-seven";
    DigitEight = "digit-eight";
    DigitNine = "digit-nine";

    // Zero tape, opening, result, correction, annulment.
    AllZero = "all-zero";
    Recorded = "recorded";
    Opened = "opened";
    Closed = "closed";
    Preliminary = "preliminary";
    TallyFrom = "tally-from";
    SourceDevice = "source-device";
    SourceFile = "source-file";
    SourceKeyed = "source-keyed";
    SourceRecovered = "source-recovered";
    Explained = "explained";
    MadeUp = "made-up";
    VoidedRecord = "voided-record";
    VoidedTapes = "voided-tapes";
    StandsInstead = "stands-instead";
    NothingInstead = "nothing-instead";
    ReasonCountingError = "reason-counting-error";
    ReasonWrongEntry = "reason-wrong-entry";
    ReasonOrder = "reason-order";
    ReasonRecount = "reason-recount";
    ReasonOther = "reason-other";

    // Receipt of the center.
    SectionAnswer = "section-answer";
    ReceiptNumber = "receipt-number";
    CenterTime = "center-time";
    LogPlace = "log-place";
    CenterSigned = "center-signed";
    SectionProof = "section-proof";

    // Certificate of non-transmission.
    SectionCertificate = "section-certificate";
    NoReceiptInTime = "no-receipt-in-time";
    BoxGoesOn = "box-goes-on";
    Deadline = "deadline";
    SectionAttempts = "section-attempts";
    OutcomeAccepted = "outcome-accepted";
    OutcomeAcceptedWithAlarm = "outcome-accepted-with-alarm";
    OutcomeAmbiguous = "outcome-ambiguous";
    OutcomeRejected = "outcome-rejected";
    OutcomeNoService = "outcome-no-service";
    OutcomeBusy = "outcome-busy";
    OutcomeOperator = "outcome-operator";
    OutcomeHardware = "outcome-hardware";
    OutcomeNotSentUnplugged = "outcome-not-sent-unplugged";
    OutcomeNotSentSilent = "outcome-not-sent-silent";
    OutcomeNotSentWriteFailed = "outcome-not-sent-write-failed";
    OutcomeNotSentMtNotStored = "outcome-not-sent-mt-not-stored";
    OutcomeNotSentOccupied = "outcome-not-sent-occupied";
    OutcomeNotSentReset = "outcome-not-sent-reset";
    OutcomeNotSentShuttingDown = "outcome-not-sent-shutting-down";
    OutcomeUnderWay = "outcome-under-way";
    StatusNumber = "status-number" ["status"];
    SignalBars = "signal-bars" ["bars"];

    // Readiness.
    Ready = "ready";
    NotReady = "not-ready";
    Good = "good";
    Failed = "failed";
    PartRehearsal = "part-rehearsal";
    PartModem = "part-modem";
    PartPrinter = "part-printer";
    PartMedia = "part-media";
    PartClock = "part-clock";
    PartPower = "part-power";
    PartSoftware = "part-software";
    NoAnswer = "no-answer";
    SignalUnknown = "signal-unknown";
    MediaBoth = "media-both";
    MediaOne = "media-one";
    PowerUnknown = "power-unknown";
    PrinterReady = "printer-ready";
    PrinterPrinting = "printer-printing";
    PrinterWaits = "printer-waits";
    PrinterAbsent = "printer-absent";

    // Why the printer does not print.
    FaultUnplugged = "fault-unplugged";
    FaultSilent = "fault-silent";
    FaultUnintelligible = "fault-unintelligible";
    FaultOffline = "fault-offline";
    FaultCoverOpen = "fault-cover-open";
    FaultPaperOut = "fault-paper-out";
    FaultNearEnd = "fault-near-end";
    FaultCutter = "fault-cutter";
    FaultOverheated = "fault-overheated";
    FaultError = "fault-error";
    FaultBroken = "fault-broken";
    FaultBusy = "fault-busy";
    FaultTear = "fault-tear";

    // Codes and how to check.
    QrRecord = "qr-record" ["part", "parts"];
    QrKey = "qr-key";
    QrReceipt = "qr-receipt";
    QrNonTransmission = "qr-non-transmission";
    CheckWord = "check-word";
    SectionChecking = "section-checking";
    CheckingCompare = "checking-compare";
    CheckingScan = "checking-scan";
    CheckingWords = "checking-words";
    SignatureGood = "signature-good";
    SignatureWrong = "signature-wrong";
    PartMissing = "part-missing" ["part", "parts"];
    PublishedEqual = "published-equal";
    PublishedDiffers = "published-differs";
    CheckWordWrong = "check-word-wrong" ["block"];

    // Summary of the log.
    LogEntries = "log-entries";
    LogFirst = "log-first";
    LogLast = "log-last";
    LogEvents = "log-events";
    LogOfficial = "log-official";
    LogRecord = "log-record";
    LogPrinter = "log-printer";
    LogTransmission = "log-transmission";
    LogSystem = "log-system";
    LogSecurity = "log-security";

    // Events of the log.
    EventDeviceProvisioned = "event-device-provisioned";
    EventPackageLoaded = "event-package-loaded";
    EventDaemonStarted = "event-daemon-started";
    EventRehearsalSealed = "event-rehearsal-sealed";
    EventZeroSealed = "event-zero-sealed";
    EventPollsOpened = "event-polls-opened";
    EventTurnoutSealed = "event-turnout-sealed";
    EventPollsClosed = "event-polls-closed";
    EventVerifiedVotersReceived = "event-verified-voters-received";
    EventTallyKeyed = "event-tally-keyed";
    EventTallyChecked = "event-tally-checked";
    EventTallyApproved = "event-tally-approved";
    EventResultSealed = "event-result-sealed";
    EventCorrectionStarted = "event-correction-started";
    EventTapeOrdered = "event-tape-ordered";
    EventSheetStarted = "event-sheet-started";
    EventSheetCompleted = "event-sheet-completed";
    EventSheetInterrupted = "event-sheet-interrupted";
    EventSessionStarted = "event-session-started";
    EventSessionEnded = "event-session-ended";
    EventMessageReceived = "event-message-received";
    EventReceiptVerified = "event-receipt-verified";
    EventMessageIgnored = "event-message-ignored";
    EventPacketQuarantined = "event-packet-quarantined";
    EventDeadlinePassed = "event-deadline-passed";
    EventPinRefused = "event-pin-refused";
    EventPinAccepted = "event-pin-accepted";
    EventCommandRefused = "event-command-refused";
    EventMediumFailed = "event-medium-failed";
    EventMediumRestored = "event-medium-restored";
    EventPrinterChanged = "event-printer-changed";
    EventModemChanged = "event-modem-changed";
    EventClockStepped = "event-clock-stepped";
    EventRecordsExported = "event-records-exported";
    EventDaemonStopped = "event-daemon-stopped";
    EventCardAdopted = "event-card-adopted";
    EventReserveChanged = "event-reserve-changed";
}
