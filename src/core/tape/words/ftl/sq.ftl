### Albanian, in the terms of the Central Election Commission (qendër votimi, fletë votimi, komisioner).

## Head and foot of every sheet

tape-zero = SHIRITI ZERO
tape-opened = HAPJA E VOTIMIT
tape-result = SHIRITI I REZULTATIT
tape-receipt = DËFTESA E QENDRËS SË REZULTATEVE
tape-certificate = NUK U TRANSMETUA
tape-readiness = SHIRITI I GATISHMËRISË
tape-rehearsal = PROVË
tape-correction = REZULTAT I KORRIGJUAR
tape-annulment = I ANULUAR
tape-log = PËRMBLEDHJE E REGJISTRIT
mark-official = ZYRTAR
mark-test = TEST
not-a-result = NUK ËSHTË REZULTAT
issue-original = ORIGJINAL
issue-reprint = RISHTYPJE
void = E PAVLEFSHME
sheet-of = Fleta { $sheet } nga { $sheets }
copy-of = Kopja { $copy } nga { $copies }
attempt-number = Përpjekja { $attempt }
sheet-end = FUNDI i fletës { $sheet } nga { $sheets }, { $rows ->
    [one] { $rows } rresht
   *[other] { $rows } rreshta
}
continued = { $title } (vazhdim)
printed-before-sending = SHTYPUR PARA DËRGIMIT
printed-after-sending = SHTYPUR PAS DËRGIMIT
printed = Shtypur
fingerprint = Gjurma e procesverbalit
tear-here = Grise këtu
void-sheet = E PAVLEFSHME: fleta { $sheet } nga { $sheets }, kopja { $copy } nga { $copies }, përpjekja{ "\u00A0" }{ $attempt }
void-meaning = Copa e letrës me këto shënime, e plotë ose e grisur, nuk vlen. Fleta shtypet sërish.
reason = Arsyeja

## Why a sheet was voided

spoiled-unconfirmed = printeri nuk e konfirmoi se fleta është e plotë
spoiled-unplugged = printeri u shkëput
spoiled-silent = printeri nuk u përgjigj më
spoiled-paper-out = mbaroi letra
spoiled-cover-open = u hap kapaku
spoiled-cutter = ngeci prerësi
spoiled-hot = koka e shtypjes u nxeh
spoiled-offline = printeri nuk ishte në linjë
spoiled-garbled = përgjigjet e printerit ishin të pakuptueshme
spoiled-error = printeri njoftoi gabim
spoiled-busy = printeri nuk vazhdoi
spoiled-not-encoded = pamja nuk u dërgua dot
spoiled-cancelled = një zyrtar e gjeti fletën të dëmtuar
spoiled-power = iku korrenti ose pajisja u rindez

## Time and trust in the clock

time-unknown = orë e panjohur
time-impossible = orë e pamundur
time-unsure = { $time } (e pasigurt)
time-by-hand = { $time } (vënë me dorë)
time-battery = { $time } (bateri)
time-network = { $time }
clock-unknown = e pavendosur
clock-by-hand = e vënë me dorë
clock-battery = e mbajtur nga bateria
clock-network = nga rrjeti

## Election, station, box

election = Zgjedhjet
authority = Autoriteti
election-day = Dita e votimit
district = Njësia zgjedhore
polling-center = Vendi i votimit
station = Qendra e votimit
station-named = Qendra e votimit { $code } { $name }
station-number = Numri i qendrës së votimit
station-class = Lloji i qendrës së votimit
section-device = Pajisja
device = Pajisja
key = Çelësi
software = Programi
software-digest = Gjurma e plotë e programit
package = Paketa
package-of = zgjedhjet { $election }, versioni { $version }
package-digest = Gjurma e plotë e paketës
record = Procesverbali
record-named = { $kind }, numri { $number }
record-digest = Gjurma e plotë e procesverbalit
journal-head = Kreu i regjistrit
one-medium = Regjistruar vetëm në një nga dy mbajtësit.
kind-zero = procesverbali zero
kind-opened = hapja e votimit
kind-turnout = pjesëmarrja
kind-result = rezultati
kind-correction = korrigjim
kind-annulment = anulim
kind-rehearsal = provë
kind-checkpoint = pikë kontrolli
kind-poll = pyetje

## People

section-officials = Komisionerët
section-signatures = Nënshkrimet
presiding-officer = Kryetari i komisionit
second-official = Zyrtari i dytë
official = Zyrtari
observer = Partia, vëzhguesi
party = Partia
date-and-time = Data, ora
remarks = Vërejtje
signature = Nënshkrimi
stamp = Vula
approved-by = Miratuar nga
official-unknown = i panjohur

## Transmission

section-transmission = Transmetimi
not-sent = NUK U DËRGUA. Rezultati nuk ka dalë nga qendra e votimit.
sent-without-receipt = U DËRGUA, ENDE PA DËFTESË.
center-said = DËFTESA E QENDRËS SË REZULTATEVE: { $verdict }
attempts = Përpjekje
first-attempt = Përpjekja e parë
last-attempt = Përpjekja e fundit
answer-came = Përgjigjja erdhi
verdict-partial = mungojnë pjesë
verdict-received = u mor
verdict-accepted = u pranua
verdict-quarantined = u mbajt për shqyrtim
verdict-refused = u refuzua
verdict-superseded = u zëvendësua nga një korrigjim
cause-cannot-open = qendra e rezultateve nuk ka çelës që e hap mesazhin
cause-parts-differ = pjesët e marra nuk përputhen
cause-signature = nënshkrimi nuk është i kësaj pajisjeje mbi këtë procesverbal dhe paketë
cause-device-unknown = pajisja nuk është në listë
cause-device-revoked = çelësi i pajisjes është shfuqizuar
cause-other-station = pajisja nuk është e kësaj qendre votimi
cause-equivocation = dy procesverbale të ndryshme kanë të njëjtin numër
cause-unreadable = procesverbali nuk lexohet
cause-other-election = procesverbali është i zgjedhjeve të tjera
cause-sums = një shumë kontrolli nuk del
cause-before-close = procesverbali është para mbylljes së votimit
cause-approvals = mungojnë miratime
cause-original-missing = procesverbali që korrigjohet nuk ka mbërritur
cause-order-missing = nuk ka urdhër për anulimin e procesverbalit
cause-history = regjistri i pajisjes nuk vazhdon atë që ka dërguar më parë
cause-no-district = një garë nuk i përket asnjë njësie të qendrës së votimit
cause-not-expected = qendra e rezultateve nuk pranon tani procesverbale të tilla
cause-second-result = qendra e votimit ka tashmë rezultat dhe ky nuk është korrigjim
cause-rule = një rregull i komisionit e vë mënjanë derisa të shihet

## Tally

section-voters = Zgjedhësit dhe fletët e votimit
registered-voters = Zgjedhës në listë
verified-voters = Zgjedhës të verifikuar
ballots-cast = Fletë votimi në kuti
spoiled-ballots = Fletë të dëmtuara
absentees = Nuk votuan
turnout = Pjesëmarrja
percent = { $share } %
contest = Gara
number = Nr.
candidate = Kandidati
votes = Vota
votes-each = { $votes ->
    [one] Çdo fletë votimi ka { $votes } votë.
   *[other] Çdo fletë votimi ka { $votes } vota.
}
list-named = Lista { $number }: { $name }
list-alone = Vetëm lista
list-together = Lista { $number } gjithsej
without-votes = { $count ->
    [one] { $count } kandidat pa vota, me numër:
   *[other] { $count } kandidatë pa vota, me numra:
}
wrong-shape = Numërimi nuk ka formën e kësaj flete votimi.
valid-votes = Vota të vlefshme
blank-ballots = Të bardha
invalid-ballots = Të pavlefshme
undervotes = Vota të papërdorura
overvotes = Vota të tepërta
together = Gjithsej
ballots-times = { $votes ->
    [one] Fletë × { $votes } votë
   *[other] Fletë × { $votes } vota
}
check = Kontroll: { $sum }
check-registered = zgjedhës në listë si në paketë
check-ballots-verified = jo më shumë fletë se të verifikuar
check-verified-registered = jo më shumë të verifikuar se në listë
check-ballots-registered = jo më shumë fletë se zgjedhës në listë
check-contest = shuma e garës
check-good = NË RREGULL
check-misses = NË RREGULL, ndryshon me { $miss }
check-failed = GABIM, ndryshon me { $miss }
digit-zero = zero
digit-one = një
digit-two = dy
digit-three = tre
digit-four = katër
digit-five = pesë
digit-six = gjashtë
digit-seven = shtatë
digit-eight = tetë
digit-nine = nëntë

## Zero tape, opening, result, correction, annulment

all-zero = Para hapjes, çdo numërues është zero.
recorded = Regjistruar
opened = Hapur
closed = Mbyllur
preliminary = PARAPRAK derisa ta krahasojë komisioni.
tally-from = Burimi i numërimit
source-device = pajisja e numërimit
source-file = skedar
source-keyed = futur dy herë me dorë
source-recovered = rindërtuar nga shiriti
explained = Një shumë ndryshon brenda kufirit të lejuar; komisionerët e shpjeguan.
made-up = Numra të trilluar. Ky nuk është rezultat.
voided-record = Ky procesverbal është i pavlefshëm:
voided-tapes = Çdo shirit me atë gjurmë është i pavlefshëm.
stands-instead = Në vend të tij vlen rezultati më poshtë.
nothing-instead = Në vend të tij nuk vlen asgjë.
reason-counting-error = gabim në numërim
reason-wrong-entry = gabim në hedhjen e të dhënave
reason-order = urdhër i gjykatës ose i komisionit
reason-recount = rinumërim
reason-other = arsye tjetër, e shkruar nga komisionerët

## Receipt of the center

section-answer = Qendra e rezultateve u përgjigj
receipt-number = Numri i dëftesës
center-time = Ora e qendrës së rezultateve
log-place = Vendi në regjistrin e qendrës së rezultateve
center-signed = Qendra e rezultateve e nënshkroi këtë dëftesë për procesverbalin me gjurmën më sipër.
section-proof = Prova

## Certificate of non-transmission

section-certificate = Vërtetim i mostransmetimit
no-receipt-in-time = Dëftesa e qendrës së rezultateve nuk erdhi brenda afatit ligjor.
box-goes-on = Pajisja vazhdon të dërgojë. Shiritat dhe karta vlejnë ashtu siç janë.
deadline = Afati
section-attempts = Përpjekjet
outcome-accepted = u dorëzua në rrjet
outcome-accepted-with-alarm = u dorëzua në rrjet, me paralajmërim
outcome-ambiguous = ndoshta u dorëzua në rrjet
outcome-rejected = rrjeti nuk e mori
outcome-no-service = asnjë satelit në pamje
outcome-busy = rrjeti i zënë
outcome-operator = duhet të veprojë një njeri
outcome-hardware = defekt i modemit
outcome-not-sent-unplugged = nuk u dërgua: modemi i shkëputur
outcome-not-sent-silent = nuk u dërgua: modemi nuk përgjigjet
outcome-not-sent-write-failed = nuk u dërgua: modemi nuk e mori
outcome-not-sent-mt-not-stored = nuk u dërgua: më parë vjen një përgjigje
outcome-not-sent-occupied = nuk u dërgua: modemi i zënë
outcome-not-sent-reset = nuk u dërgua: modemi u rivendos
outcome-not-sent-shutting-down = nuk u dërgua: pajisja u fik
outcome-under-way = në vazhdim
status-number = gjendja { $status }
signal-bars = sinjali { $bars } nga { 5 }

## Readiness

ready = GATI
not-ready = JO GATI
good = NË RREGULL
failed = DËSHTOI
part-rehearsal = Provë e çdo gare
part-modem = Modemi satelitor
part-printer = Printeri dhe letra
part-media = Regjistri: mbajtësi i brendshëm dhe karta
part-clock = Ora
part-power = Energjia
part-software = Programi
no-answer = pa përgjigje
signal-unknown = sinjal i panjohur
media-both = punojnë të dy
media-one = punon vetëm njëri
power-unknown = pa njoftim
printer-ready = gati
printer-printing = po shtyp
printer-waits = pret që një zyrtar të thotë se fleta është e plotë
printer-absent = ende mungon

## Why the printer does not print

fault-unplugged = printeri nuk është i lidhur: kontrolloni kabllon
fault-silent = printeri nuk përgjigjet: kontrolloni a është i ndezur
fault-unintelligible = përgjigjet e printerit nuk kuptohen: kontrolloni kabllon dhe shpejtësinë
fault-offline = printeri nuk është në linjë: shtypni një herë butonin e letrës
fault-cover-open = kapaku është i hapur: mbylleni
fault-paper-out = mbaroi letra: vendosni një rul dhe mbyllni kapakun
fault-near-end = pak letër për fletën tjetër: vendosni një rul, ose konfirmoni shtypjen gjithsesi
fault-cutter = prerësi ka ngecur: hapni kapakun, hiqni letrën, mbylleni
fault-overheated = koka e shtypjes është e nxehtë: prisni
fault-error = printeri njofton gabim: hapni dhe mbyllni kapakun
fault-broken = printeri njofton defekt: fikeni dhe ndizeni
fault-busy = printeri është i zënë: prisni, ose fikeni dhe ndizeni
fault-tear = grisni fletën, pastaj konfirmoni

## Codes and how to check

qr-record = Kodi QR { $part } nga { $parts }: procesverbali i nënshkruar
qr-key = Kodi QR: çelësi i pajisjes
qr-receipt = Kodi QR: dëftesa e qendrës së rezultateve
qr-non-transmission = Kodi QR: vërtetimi i mostransmetimit
check-word = Fjala e kontrollit
section-checking = Si kontrollohet ky shirit
checking-compare = Krahasoni gjurmën e këtij shiriti me atë që komisioni publikon për këtë qendër votimi.
checking-scan = Skanoni kodet QR të këtij shiriti në çfarëdo radhe dhe jepjani tekstin një programi kontrolli. Nuk i duhet rrjet.
checking-words = Pa program: lexojani çdo bllok me fjalën e tij të kontrollit dikujt që ka një kopje tjetër. Një numër i gabuar e ndryshon fjalën e kontrollit.
signature-good = Nënshkrimi është i saktë: pajisja nënshkroi pikërisht këta numra.
signature-wrong = NËNSHKRIMI ËSHTË I GABUAR: mos u besoni këtyre numrave.
part-missing = Mungon pjesa { $part } nga { $parts }.
published-equal = Rezultati i publikuar është i njëjtë.
published-differs = REZULTATI I PUBLIKUAR NDRYSHON.
check-word-wrong = Këta rreshta nuk përputhen me fjalën e tyre të kontrollit: { $block }

## Summary of the log

log-entries = Shënime
log-first = Shënimi i parë
log-last = Shënimi i fundit
log-events = Ngjarjet sipas llojit
log-official = Rendi i ditës dhe miratimet
log-record = Procesverbalet
log-printer = Letra
log-transmission = Transmetimi
log-system = Sistemi
log-security = PIN-et dhe refuzimet

## Events of the log

event-device-provisioned = pajisja u përgatit
event-package-loaded = paketa u ngarkua
event-daemon-started = pajisja u ndez
event-rehearsal-sealed = prova u vulos
event-zero-sealed = procesverbali zero u vulos
event-polls-opened = votimi u hap
event-turnout-sealed = pjesëmarrja u shënua
event-polls-closed = votimi u mbyll
event-verified-voters-received = u morën zgjedhësit e verifikuar
event-tally-keyed = numërimi u fut me dorë
event-tally-checked = numërimi u kontrollua
event-tally-approved = numërimi u miratua
event-result-sealed = rezultati u vulos
event-correction-started = filloi një korrigjim
event-tape-ordered = u porosit shirit
event-sheet-started = filloi një fletë
event-sheet-completed = fleta e plotë
event-sheet-interrupted = fleta u ndërpre
event-session-started = filloi dërgimi
event-session-ended = mbaroi dërgimi
event-message-received = u mor mesazh
event-receipt-verified = dëftesa u verifikua
event-message-ignored = mesazhi u shpërfill
event-packet-quarantined = një paketë të dhënash u veçua
event-deadline-passed = kaloi afati ligjor
event-pin-refused = PIN-i u refuzua
event-pin-accepted = PIN-i u pranua
event-command-refused = urdhri u refuzua
event-medium-failed = mbajtësi dështoi
event-medium-restored = mbajtësi punon sërish
event-printer-changed = printeri ndërroi gjendje
event-modem-changed = modemi ndërroi gjendje
event-clock-stepped = ora u vendos
event-records-exported = procesverbalet u eksportuan
event-daemon-stopped = pajisja u ndal
event-card-adopted = karta u pranua
event-reserve-changed = rezerva e mbajtësit ndryshoi
