### Kazakh, in the terms of the Central Election Commission (сайлау учаскесі, бюллетень, хаттама).

## Head and foot of every sheet

tape-zero = НӨЛДІК ТАСПА
tape-opened = ДАУЫС БЕРУ АШЫЛДЫ
tape-result = НӘТИЖЕ ТАСПАСЫ
tape-receipt = НӘТИЖЕЛЕР ОРТАЛЫҒЫНЫҢ ТҮБІРТЕГІ
tape-certificate = ЖЕТКІЗІЛМЕДІ
tape-readiness = ДАЙЫНДЫҚ ТАСПАСЫ
tape-rehearsal = СЫНАҚ ӨТКІЗУ
tape-correction = ТҮЗЕТІЛГЕН НӘТИЖЕ
tape-annulment = КҮШІ ЖОЙЫЛҒАН
tape-log = ЖУРНАЛ ҚОРЫТЫНДЫСЫ
mark-official = РЕСМИ
mark-test = СЫНАҚ
not-a-result = НӘТИЖЕ ЕМЕС
issue-original = ТҮПНҰСҚА
issue-reprint = ҚАЙТА БАСЫЛҒАН
void = ЖАРАМСЫЗ
sheet-of = Парақ { $sheet } / { $sheets }
copy-of = Дана { $copy } / { $copies }
attempt-number = Әрекет { $attempt }
sheet-end = СОҢЫ: парақ { $sheet } / { $sheets }, { $rows ->
    [one] { $rows } жол
   *[other] { $rows } жол
}
continued = { $title } (жалғасы)
printed-before-sending = ЖІБЕРГЕНГЕ ДЕЙІН БАСЫЛҒАН
printed-after-sending = ЖІБЕРГЕННЕН КЕЙІН БАСЫЛҒАН
printed = Басылған уақыты
fingerprint = Хаттаманың таңбасы
tear-here = Осы жерден жыртыңыз
void-sheet = ЖАРАМСЫЗ: парақ { $sheet } / { $sheets }, дана { $copy } / { $copies }, әрекет{ "\u00A0" }{ $attempt }
void-meaning = Осылай белгіленген қағаз, бүтін болсын, жыртық болсын, жарамсыз. Парақ қайтадан басылады.
reason = Себебі

## Why a sheet was voided

spoiled-unconfirmed = принтер парақтың толық басылғанын растамады
spoiled-unplugged = принтер ажыратылды
spoiled-silent = принтер жауап бермей қалды
spoiled-paper-out = қағаз бітті
spoiled-cover-open = қақпағы ашылды
spoiled-cutter = кескіш тұрып қалды
spoiled-hot = басу басы қызып кетті
spoiled-offline = принтер желіден тыс болды
spoiled-garbled = принтердің жауабы түсініксіз
spoiled-error = принтер қате туралы хабарлады
spoiled-busy = принтер жұмысын жалғастырмады
spoiled-not-encoded = суретті жіберу мүмкін болмады
spoiled-cancelled = мүше парақтың бүлінгенін көрді
spoiled-power = ток өшті немесе құрылғы қайта қосылды

## Time and trust in the clock

time-unknown = уақыты белгісіз
time-impossible = мүмкін емес уақыт
time-unsure = { $time } (сенімсіз)
time-by-hand = { $time } (қолмен қойылған)
time-battery = { $time } (батарея)
time-network = { $time }
clock-unknown = қойылмаған
clock-by-hand = қолмен қойылған
clock-battery = батареямен сақталған
clock-network = желіден

## Election, station, box

election = Сайлау
authority = Сайлау органы
election-day = Сайлау күні
district = Округ
polling-center = Дауыс беру орталығы
station = Сайлау учаскесі
station-named = Учаске { $code } { $name }
station-number = Учаскенің нөмірі
station-class = Учаскенің түрі
section-device = Құрылғы
device = Құрылғы
key = Кілт
software = Бағдарлама
software-digest = Бағдарламаның толық таңбасы
package = Топтама
package-of = сайлау { $election }, нұсқа { $version }
package-digest = Топтаманың толық таңбасы
record = Хаттама
record-named = { $kind }, нөмірі { $number }
record-digest = Хаттаманың толық таңбасы
journal-head = Журналдың басы
one-medium = Екі тасымалдағыштың біріне ғана жазылған.
kind-zero = нөлдік хаттама
kind-opened = дауыс берудің ашылуы
kind-turnout = қатысу
kind-result = нәтиже
kind-correction = түзету
kind-annulment = күшін жою
kind-rehearsal = сынақ өткізу
kind-checkpoint = бақылау нүктесі
kind-poll = сұрау

## People

section-officials = Комиссия мүшелері
section-signatures = Қолдар
presiding-officer = Комиссия төрағасы
second-official = Екінші мүше
official = Комиссия мүшесі
observer = Партия, байқаушы
party = Партия
date-and-time = Күні, уақыты
remarks = Ескертулер
signature = Қолы
stamp = Мөр орны
approved-by = Бекіткен
official-unknown = белгісіз

## Transmission

section-transmission = Жіберу
not-sent = ЖІБЕРІЛГЕН ЖОҚ. Нәтиже учаскеден шыққан жоқ.
sent-without-receipt = ЖІБЕРІЛДІ, ТҮБІРТЕК ӘЛІ ЖОҚ.
center-said = НӘТИЖЕЛЕР ОРТАЛЫҒЫНЫҢ ТҮБІРТЕГІ: { $verdict }
attempts = Әрекеттер
first-attempt = Алғашқы әрекет
last-attempt = Соңғы әрекет
answer-came = Жауап келген уақыты
verdict-partial = бөліктері жетіспейді
verdict-received = алынды
verdict-accepted = қабылданды
verdict-quarantined = тексеруге ұсталды
verdict-refused = қабылданбады
verdict-superseded = түзетумен алмастырылды
cause-cannot-open = нәтижелер орталығында хабарды ашатын кілт жоқ
cause-parts-differ = алынған бөліктер бір-біріне сәйкес емес
cause-signature = қолтаңба осы құрылғының осы хаттама мен топтамаға қойған қолы емес
cause-device-unknown = құрылғы тізімде жоқ
cause-device-revoked = құрылғының кілті күшінен айырылған
cause-other-station = құрылғы бұл учаскенікі емес
cause-equivocation = екі түрлі хаттаманың нөмірі бірдей
cause-unreadable = хаттама оқылмайды
cause-other-election = хаттама басқа сайлаудікі
cause-sums = бақылау қосындысы сәйкес емес
cause-before-close = хаттама дауыс беру жабылғанға дейінгі
cause-approvals = бекітулер жетіспейді
cause-original-missing = түзетілетін хаттама келген жоқ
cause-order-missing = хаттаманың күшін жою туралы бұйрық жоқ
cause-history = құрылғының журналы бұрын жібергенінің жалғасы емес
cause-no-district = дауысқа салынған мәселе учаскенің ешбір округіне жатпайды
cause-not-expected = нәтижелер орталығы қазір мұндай хаттамаларды қабылдамайды
cause-second-result = учаскенің нәтижесі бар, ал бұл түзету емес
cause-rule = комиссияның ережесі оны қаралғанша бөлек қояды

## Tally

section-voters = Сайлаушылар мен бюллетеньдер
registered-voters = Тізімге енгізілген сайлаушылар
verified-voters = Тексерілген сайлаушылар
ballots-cast = Жәшіктегі бюллетеньдер
spoiled-ballots = Бүлінген бюллетеньдер
absentees = Дауыс бермегендер
turnout = Қатысу үлесі
percent = { $share } %
contest = Сайланатын орын
number = №
candidate = Кандидат
votes = Дауыс
votes-each = { $votes ->
    [one] Әр бюллетеньде { $votes } дауыс бар.
   *[other] Әр бюллетеньде { $votes } дауыс бар.
}
list-named = Тізім { $number }: { $name }
list-alone = Тек тізім үшін
list-together = Тізім { $number }, барлығы
without-votes = { $count ->
    [one] Дауыс алмаған { $count } кандидат, нөмірі:
   *[other] Дауыс алмаған { $count } кандидат, нөмірлері:
}
wrong-shape = Санақ бұл бюллетеньге сәйкес емес.
valid-votes = Жарамды дауыстар
blank-ballots = Бос
invalid-ballots = Жарамсыз
undervotes = Пайдаланылмаған дауыстар
overvotes = Артық дауыстар
together = Барлығы
ballots-times = { $votes ->
    [one] Бюллетеньдер × { $votes } дауыс
   *[other] Бюллетеньдер × { $votes } дауыс
}
check = Тексеру: { $sum }
check-registered = тізімдегі сайлаушылар топтамадағыдай
check-ballots-verified = бюллетень саны тексерілгендерден аспайды
check-verified-registered = тексерілгендер тізімдегіден аспайды
check-ballots-registered = бюллетень саны тізімдегіден аспайды
check-contest = дауыстар қосындысы
check-good = ДҰРЫС
check-misses = ДҰРЫС, айырмасы { $miss }
check-failed = ҚАТЕ, айырмасы { $miss }
digit-zero = нөл
digit-one = бір
digit-two = екі
digit-three = үш
digit-four = төрт
digit-five = бес
digit-six = алты
digit-seven = жеті
digit-eight = сегіз
digit-nine = тоғыз

## Zero tape, opening, result, correction, annulment

all-zero = Ашылғанға дейін барлық есептегіш нөлде.
recorded = Жазылған уақыты
opened = Ашылған уақыты
closed = Жабылған уақыты
preliminary = АЛДЫН АЛА нәтиже, комиссия салыстырғанға дейін.
tally-from = Санақ көзі
source-device = санау құрылғысы
source-file = файл
source-keyed = қолмен екі рет енгізілді
source-recovered = таспадан қалпына келтірілді
explained = Қосынды рұқсат етілген шекте сәйкес емес; комиссия түсіндірді.
made-up = Ойдан алынған сандар. Бұл нәтиже емес.
voided-record = Мына хаттама жарамсыз:
voided-tapes = Осы таңбасы бар әр таспа жарамсыз.
stands-instead = Оның орнында төмендегі нәтиже тұр.
nothing-instead = Оның орнында ештеңе жоқ.
reason-counting-error = санау қатесі
reason-wrong-entry = енгізу қатесі
reason-order = сот немесе комиссия шешімі
reason-recount = қайта санау
reason-other = басқа себеп, комиссия мүшелері жазып қойды

## Receipt of the center

section-answer = Нәтижелер орталығының жауабы
receipt-number = Түбіртектің нөмірі
center-time = Нәтижелер орталығының уақыты
log-place = Нәтижелер орталығының журналындағы орны
center-signed = Нәтижелер орталығы бұл түбіртекке жоғарыдағы таңбасы бар хаттама үшін қол қойды.
section-proof = Дәлел

## Certificate of non-transmission

section-certificate = Жеткізілмегені туралы куәлік
no-receipt-in-time = Нәтижелер орталығының түбіртегі заңды мерзімге дейін келмеді.
box-goes-on = Құрылғы жіберуді жалғастырады. Таспалар мен карта сол күйінде жарамды.
deadline = Мерзім
section-attempts = Әрекеттер
outcome-accepted = желіге берілді
outcome-accepted-with-alarm = желіге берілді, ескертумен
outcome-ambiguous = желіге берілген болуы мүмкін
outcome-rejected = желі қабылдамады
outcome-no-service = спутник көрінбейді
outcome-busy = желі бос емес
outcome-operator = адам араласуы керек
outcome-hardware = модем ақауы
outcome-not-sent-unplugged = жіберілмеді: модем ажыратылған
outcome-not-sent-silent = жіберілмеді: модем жауап бермейді
outcome-not-sent-write-failed = жіберілмеді: модем қабылдамады
outcome-not-sent-mt-not-stored = жіберілмеді: алдымен жауап келеді
outcome-not-sent-occupied = жіберілмеді: модем бос емес
outcome-not-sent-reset = жіберілмеді: модем қайта қосылды
outcome-not-sent-shutting-down = жіберілмеді: құрылғы өшірілді
outcome-under-way = жүріп жатыр
status-number = күйі { $status }
signal-bars = сигнал { $bars } / { 5 }

## Readiness

ready = ДАЙЫН
not-ready = ДАЙЫН ЕМЕС
good = ДҰРЫС
failed = ІСТЕМЕЙДІ
part-rehearsal = Барлық бюллетеньді сынау
part-modem = Спутниктік модем
part-printer = Принтер мен қағаз
part-media = Журнал: ішкі тасымалдағыш пен карта
part-clock = Сағат
part-power = Қуат
part-software = Бағдарлама
no-answer = жауап жоқ
signal-unknown = сигнал белгісіз
media-both = екеуі де істейді
media-one = біреуі ғана істейді
power-unknown = дерек жоқ
printer-ready = дайын
printer-printing = басып жатыр
printer-waits = парақтың толық екенін комиссия мүшесі айтуын күтеді
printer-absent = әлі жоқ

## Why the printer does not print

fault-unplugged = принтер қосылмаған: кабелін тексеріңіз
fault-silent = принтер жауап бермейді: қосулы екенін тексеріңіз
fault-unintelligible = принтердің жауабы түсініксіз: кабелі мен жылдамдығын тексеріңіз
fault-offline = принтер желіден тыс: қағаз беру түймесін бір рет басыңыз
fault-cover-open = қақпағы ашық: жабыңыз
fault-paper-out = қағаз бітті: орам салып, қақпағын жабыңыз
fault-near-end = келесі параққа қағаз жетпейді: орам салыңыз немесе бәрібір басуды растаңыз
fault-cutter = кескіш тұрып қалды: қақпағын ашып, қағазды алып, жабыңыз
fault-overheated = басу басы қызып тұр: күтіңіз
fault-error = принтер қате туралы хабарлайды: қақпағын ашып-жабыңыз
fault-broken = принтер ақау туралы хабарлайды: өшіріп, қайта қосыңыз
fault-busy = принтер бос емес: күтіңіз немесе өшіріп, қайта қосыңыз
fault-tear = парақты жыртып алып, растаңыз

## Codes and how to check

qr-record = QR код { $part } / { $parts }: қол қойылған хаттама
qr-key = QR код: құрылғының кілті
qr-receipt = QR код: нәтижелер орталығының түбіртегі
qr-non-transmission = QR код: жеткізілмегені туралы куәлік
check-word = Тексеру сөзі
section-checking = Бұл таспаны қалай тексеруге болады
checking-compare = Осы таспаның таңбасын комиссия осы учаске үшін жариялаған таңбамен салыстырыңыз.
checking-scan = Осы таспаның QR кодтарын кез келген ретпен оқытып, мәтінін тексеру бағдарламасына беріңіз. Желі керек емес.
checking-words = Бағдарламасыз: әр бөлікті тексеру сөзімен бірге басқа данасы бар адамға оқып беріңіз. Қате сан тексеру сөзін өзгертеді.
signature-good = Қолтаңба дұрыс: құрылғы дәл осы сандарға қол қойған.
signature-wrong = ҚОЛТАҢБА ҚАТЕ: бұл сандарға сенбеңіз.
part-missing = { $parts } бөліктің { $part } нөмірлісі жоқ.
published-equal = Жарияланған нәтиже бірдей.
published-differs = ЖАРИЯЛАНҒАН НӘТИЖЕ БАСҚАША.
check-word-wrong = Бұл жолдар тексеру сөзіне сәйкес емес: { $block }

## Summary of the log

log-entries = Жазбалар
log-first = Алғашқы жазба
log-last = Соңғы жазба
log-events = Оқиғалар түрі бойынша
log-official = Күн тәртібі мен бекітулер
log-record = Хаттамалар
log-printer = Қағаз
log-transmission = Жіберу
log-system = Жүйе
log-security = PIN кодтар мен бас тартулар

## Events of the log

event-device-provisioned = құрылғы дайындалды
event-package-loaded = топтама жүктелді
event-daemon-started = құрылғы іске қосылды
event-rehearsal-sealed = сынақ мөрленді
event-zero-sealed = нөлдік хаттама мөрленді
event-polls-opened = дауыс беру ашылды
event-turnout-sealed = қатысу белгіленді
event-polls-closed = дауыс беру жабылды
event-verified-voters-received = тексерілген сайлаушылар саны алынды
event-tally-keyed = санақ қолмен енгізілді
event-tally-checked = санақ тексерілді
event-tally-approved = санақ бекітілді
event-result-sealed = нәтиже мөрленді
event-correction-started = түзету басталды
event-tape-ordered = таспаға тапсырыс берілді
event-sheet-started = парақ басталды
event-sheet-completed = парақ толық
event-sheet-interrupted = парақ үзілді
event-session-started = жіберу басталды
event-session-ended = жіберу аяқталды
event-message-received = хабар алынды
event-receipt-verified = түбіртек тексерілді
event-message-ignored = хабар ескерілмеді
event-packet-quarantined = деректер пакеті шетке қойылды
event-deadline-passed = заңды мерзім өтті
event-pin-refused = PIN код қабылданбады
event-pin-accepted = PIN код қабылданды
event-command-refused = бұйрық қабылданбады
event-medium-failed = тасымалдағыш істен шықты
event-medium-restored = тасымалдағыш қайта істейді
event-printer-changed = принтердің күйі өзгерді
event-modem-changed = модемнің күйі өзгерді
event-clock-stepped = сағат қойылды
event-records-exported = хаттамалар экспортталды
event-daemon-stopped = құрылғы тоқтады
event-card-adopted = карта қабылданды
event-reserve-changed = тасымалдағыш қоры өзгерді
