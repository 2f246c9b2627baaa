### English. Capitals mark what must be seen first.

## Head and foot of every sheet

tape-zero = ZERO TAPE
tape-opened = POLLS OPENED
tape-result = RESULT TAPE
tape-receipt = RECEIPT OF THE CENTER
tape-certificate = NOT TRANSMITTED
tape-readiness = READINESS TAPE
tape-rehearsal = REHEARSAL
tape-correction = CORRECTED RESULT
tape-annulment = ANNULLED
tape-log = SUMMARY OF THE LOG
mark-official = OFFICIAL
mark-test = TEST
not-a-result = NOT A RESULT
issue-original = ORIGINAL
issue-reprint = REPRINT
void = VOID
sheet-of = Sheet { $sheet } of { $sheets }
copy-of = Copy { $copy } of { $copies }
attempt-number = Attempt { $attempt }
sheet-end = END of sheet { $sheet } of { $sheets }, { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
}
continued = { $title } (continued)
printed-before-sending = PRINTED BEFORE SENDING
printed-after-sending = PRINTED AFTER SENDING
printed = Printed
fingerprint = Fingerprint
tear-here = Tear off here
void-sheet = VOID: sheet { $sheet } of { $sheets }, copy { $copy } of { $copies }, attempt{ "\u00A0" }{ $attempt }
void-meaning = The piece of paper so marked, whole or torn, is not valid. The sheet is printed again.
reason = Reason

## Why a sheet was voided

spoiled-unconfirmed = the printer did not confirm that the sheet is whole
spoiled-unplugged = the printer was unplugged
spoiled-silent = the printer fell silent
spoiled-paper-out = the paper ran out
spoiled-cover-open = the cover was opened
spoiled-cutter = the cutter was stuck
spoiled-hot = the print head was hot
spoiled-offline = the printer was offline
spoiled-garbled = the printer's answers made no sense
spoiled-error = the printer reported an error
spoiled-busy = the printer did not go on
spoiled-not-encoded = the picture could not be sent
spoiled-cancelled = an official found the sheet spoiled
spoiled-power = the power failed, or the box was restarted

## Time and trust in the clock

time-unknown = unknown time
time-impossible = impossible time
time-unsure = { $time } (unsure)
time-by-hand = { $time } (set by hand)
time-battery = { $time } (battery)
time-network = { $time }
clock-unknown = not set
clock-by-hand = set by hand
clock-battery = kept by a battery
clock-network = from a network

## Election, station, box

election = Election
authority = Authority
election-day = Election day
district = District
polling-center = Polling center
station = Station
station-named = Station { $code } { $name }
station-number = Station number
station-class = Kind of station
section-device = Device
device = Device
key = Key
software = Software
software-digest = Digest of the software
package = Package
package-of = election { $election }, version { $version }
package-digest = Digest of the package
record = Record
record-named = { $kind }, number { $number }
record-digest = Digest of the record
journal-head = Head of the journal
one-medium = Recorded on one of two media only.
kind-zero = zero record
kind-opened = opening of the polls
kind-turnout = turnout
kind-result = result
kind-correction = correction
kind-annulment = annulment
kind-rehearsal = rehearsal
kind-checkpoint = checkpoint
kind-poll = inquiry

## People

section-officials = Officials
section-signatures = Signatures
presiding-officer = Presiding officer
second-official = Second official
official = Official
observer = Party, observer
party = Party
date-and-time = Date, time
remarks = Remarks
signature = Signature
stamp = Stamp
approved-by = Approved by
official-unknown = unknown

## Transmission

section-transmission = Transmission
not-sent = NOT SENT. The result has not left the station.
sent-without-receipt = SENT, NO RECEIPT YET.
center-said = RECEIPT OF THE CENTER: { $verdict }
attempts = Attempts
first-attempt = First attempt
last-attempt = Last attempt
answer-came = Answer came
verdict-partial = parts are missing
verdict-received = received
verdict-accepted = accepted
verdict-quarantined = held back for examination
verdict-refused = refused
verdict-superseded = superseded by a correction
cause-cannot-open = the center has no key that opens the message
cause-parts-differ = the parts received do not fit together
cause-signature = the signature is not of this device over this record and package
cause-device-unknown = the device is not on the roster
cause-device-revoked = the key of the device is revoked
cause-other-station = the device is not the one of this station
cause-equivocation = two different records have one number
cause-unreadable = the record cannot be read
cause-other-election = the record is of another election
cause-sums = a control sum does not hold
cause-before-close = the record is from before the close of the polls
cause-approvals = approvals are missing
cause-original-missing = the record that is corrected has not arrived
cause-order-missing = there is no order to annul the record
cause-history = the journal of the device does not continue what it sent before
cause-no-district = a contest belongs to no district of the station
cause-not-expected = the center takes no such records now
cause-second-result = the station has a result already, and this one is no correction
cause-rule = a rule of the commission sets the record aside until it was looked at

## Tally

section-voters = Voters and ballots
registered-voters = Registered voters
verified-voters = Verified voters
ballots-cast = Ballots cast
spoiled-ballots = Spoiled ballots
absentees = Did not vote
turnout = Turnout
percent = { $share } %
contest = Contest
number = No.
candidate = Candidate
votes = Votes
votes-each = { $votes ->
    [one] Each ballot has { $votes } vote.
   *[other] Each ballot has { $votes } votes.
}
list-named = List { $number }: { $name }
list-alone = List alone
list-together = List { $number } together
without-votes = { $count ->
    [one] { $count } candidate without votes, by number:
   *[other] { $count } candidates without votes, by number:
}
wrong-shape = The tally has not the shape of this ballot.
valid-votes = Valid votes
blank-ballots = Blank
invalid-ballots = Invalid
undervotes = Undervotes
overvotes = Overvotes
together = Together
ballots-times = { $votes ->
    [one] Ballots × { $votes } vote
   *[other] Ballots × { $votes } votes
}
check = Check: { $sum }
check-registered = registered voters as in the package
check-ballots-verified = no more ballots than verified voters
check-verified-registered = no more verified than registered voters
check-ballots-registered = no more ballots than registered voters
check-contest = sum of the contest
check-good = OK
check-misses = OK, misses by { $miss }
check-failed = FAILED by { $miss }
digit-zero = zero
digit-one = one
digit-two = two
digit-three = three
digit-four = four
digit-five = five
digit-six = six
digit-seven = seven
digit-eight = eight
digit-nine = nine

## Zero tape, opening, result, correction, annulment

all-zero = Before opening, every counter is zero.
recorded = Recorded
opened = Opened
closed = Closed
preliminary = PRELIMINARY until compared by the commission.
tally-from = Tally from
source-device = counting device
source-file = file
source-keyed = keyed in twice
source-recovered = rebuilt from a tape
explained = A sum misses within tolerance; the officials explained it.
made-up = Made-up numbers. This is not a result.
voided-record = This record is void:
voided-tapes = Every tape with that fingerprint is void.
stands-instead = The result below stands in its place.
nothing-instead = Nothing stands in its place.
reason-counting-error = counting error
reason-wrong-entry = wrong entry
reason-order = order of a court or of the commission
reason-recount = recount
reason-other = other reason, written down by the officials

## Receipt of the center

section-answer = The center answered
receipt-number = Number of the receipt
center-time = Time of the center
log-place = Place in the center's log
center-signed = The center signed this receipt for the record with the fingerprint above.
section-proof = Proof

## Certificate of non-transmission

section-certificate = Certificate of non-transmission
no-receipt-in-time = The center's receipt did not come before the legal deadline.
box-goes-on = The box goes on sending. The tapes and the card are valid as they are.
deadline = Deadline
section-attempts = Attempts
outcome-accepted = passed on
outcome-accepted-with-alarm = passed on, with a warning
outcome-ambiguous = perhaps passed on
outcome-rejected = not taken by the network
outcome-no-service = no satellite in sight
outcome-busy = network busy
outcome-operator = a person must act
outcome-hardware = fault of the modem
outcome-not-sent-unplugged = not sent: modem unplugged
outcome-not-sent-silent = not sent: modem silent
outcome-not-sent-write-failed = not sent: modem did not take it
outcome-not-sent-mt-not-stored = not sent: an answer comes first
outcome-not-sent-occupied = not sent: modem occupied
outcome-not-sent-reset = not sent: modem reset
outcome-not-sent-shutting-down = not sent: box shut down
outcome-under-way = under way
status-number = status { $status }
signal-bars = signal { $bars } of { 5 }

## Readiness

ready = READY
not-ready = NOT READY
good = OK
failed = FAILED
part-rehearsal = Rehearsal of every contest
part-modem = Satellite modem
part-printer = Printer and paper
part-media = Journal: internal medium and card
part-clock = Clock
part-power = Power
part-software = Software
no-answer = no answer
signal-unknown = signal unknown
media-both = both work
media-one = only one works
power-unknown = nothing reported
printer-ready = ready
printer-printing = printing
printer-waits = waits for an official to say that the sheet is whole
printer-absent = not there yet

## Why the printer does not print

fault-unplugged = the printer is not connected: check its cable
fault-silent = the printer does not answer: check that it is switched on
fault-unintelligible = the printer's answers make no sense: check its cable and speed
fault-offline = the printer is offline: press its feed key once
fault-cover-open = the cover is open: close it
fault-paper-out = the paper is out: load a roll and close the cover
fault-near-end = too little paper for the next sheet: load a roll, or confirm to print all the same
fault-cutter = the cutter is stuck: open the cover, remove the paper, close it
fault-overheated = the print head is hot: wait
fault-error = the printer reports an error: open and close the cover
fault-broken = the printer reports a fault: switch it off and on
fault-busy = the printer is busy: wait, or switch it off and on
fault-tear = tear off the sheet, then confirm

## Codes and how to check

qr-record = QR code { $part } of { $parts }: the signed record
qr-key = QR code: key of the device
qr-receipt = QR code: receipt of the center
qr-non-transmission = QR code: certificate of non-transmission
check-word = Check word
section-checking = How to check this tape
checking-compare = Compare the fingerprint of this tape with the one that the commission publishes for this station.
checking-scan = Scan the QR codes of this tape in any order and give their text to a checking program. It needs no network.
checking-words = Without a program: read each block with its check word to somebody who has another copy. A wrong number changes the check word.
signature-good = The signature is good: the device signed exactly these numbers.
signature-wrong = THE SIGNATURE IS WRONG: do not trust these numbers.
part-missing = Part { $part } of { $parts } is missing.
published-equal = The published result is the same.
published-differs = THE PUBLISHED RESULT DIFFERS.
check-word-wrong = These lines do not fit their check word: { $block }

## Summary of the log

log-entries = Entries
log-first = First entry
log-last = Last entry
log-events = Events by kind
log-official = Day's order and approvals
log-record = Records
log-printer = Paper
log-transmission = Transmission
log-system = System
log-security = PINs and refusals

## Events of the log

event-device-provisioned = box set up
event-package-loaded = package loaded
event-daemon-started = box started
event-rehearsal-sealed = rehearsal sealed
event-zero-sealed = zero record sealed
event-polls-opened = polls opened
event-turnout-sealed = turnout noted
event-polls-closed = polls closed
event-verified-voters-received = verified voters received
event-tally-keyed = tally keyed in
event-tally-checked = tally checked
event-tally-approved = tally approved
event-result-sealed = result sealed
event-correction-started = correction begun
event-tape-ordered = tape ordered
event-sheet-started = sheet begun
event-sheet-completed = sheet complete
event-sheet-interrupted = sheet interrupted
event-session-started = sending begun
event-session-ended = sending ended
event-message-received = message received
event-receipt-verified = receipt verified
event-message-ignored = message ignored
event-packet-quarantined = packet set aside
event-deadline-passed = legal deadline passed
event-pin-refused = PIN refused
event-pin-accepted = PIN accepted
event-command-refused = command refused
event-medium-failed = medium failed
event-medium-restored = medium works again
event-printer-changed = printer changed state
event-modem-changed = modem changed state
event-clock-stepped = clock set
event-records-exported = records exported
event-daemon-stopped = box stopped
event-card-adopted = card adopted
event-reserve-changed = reserve of a medium changed
