### Sorani Kurdish, in the terms used for elections in the Kurdistan Region (وێستگە، بنکە، شریتی ئەنجام).

## Head and foot of every sheet

tape-zero = شریتی سفر
tape-opened = کرانەوەی دەنگدان
tape-result = شریتی ئەنجام
tape-receipt = پسووڵەی ناوەندی ئەنجامەکان
tape-certificate = نەنێردرا
tape-readiness = شریتی ئامادەیی
tape-rehearsal = دەنگدانی ئەزموونی
tape-correction = ئەنجامی ڕاستکراوە
tape-annulment = ئەنجامی هەڵوەشاوە
tape-log = پوختەی تۆماری ڕووداوەکان
mark-official = فەرمی
mark-test = تاقیکاری
not-a-result = ئەنجام نییە
issue-original = ڕەسەن
issue-reprint = دووبارە چاپکراو
void = پووچەڵ
sheet-of = پەڕەی { $sheet } لە { $sheets }
copy-of = کۆپی { $copy } لە { $copies }
attempt-number = هەوڵی { $attempt }
sheet-end = کۆتایی پەڕەی { $sheet } لە { $sheets }، { $rows ->
    [one] { $rows } دێڕ
   *[other] { $rows } دێڕ
}
continued = { $title } (درێژەی)
printed-before-sending = پێش ناردن چاپکرا
printed-after-sending = دوای ناردن چاپکرا
printed = کاتی چاپ
fingerprint = پەنجەمۆری تۆمار
tear-here = لێرە بیبڕە
void-sheet = پووچەڵ: پەڕەی { $sheet } لە { $sheets }، کۆپی { $copy } لە { $copies }، هەوڵی{ "\u00A0" }{ $attempt }
void-meaning = ئەو پارچە کاغەزەی ئەم زانیارییانەی لەسەرە، تەواو بێت یان دڕاو، کارا نییە. پەڕەکە سەرلەنوێ چاپ دەکرێتەوە.
reason = هۆکار

## Why a sheet was voided

spoiled-unconfirmed = چاپکەر پشتڕاستی نەکردەوە کە پەڕەکە تەواوە
spoiled-unplugged = چاپکەر لێکرایەوە
spoiled-silent = چاپکەر وەڵامی نەما
spoiled-paper-out = کاغەز تەواو بوو
spoiled-cover-open = سەرپۆشی چاپکەر کرایەوە
spoiled-cutter = بڕەر گیرا
spoiled-hot = سەری چاپکەر گەرم بوو
spoiled-offline = چاپکەر لەسەر هێڵ نەبوو
spoiled-garbled = وەڵامەکانی چاپکەر تێنەگەیشتراون
spoiled-error = چاپکەر هەڵەی ڕاگەیاند
spoiled-busy = چاپکەر لە کاتی چاپکردندا وەستا
spoiled-not-encoded = نەتوانرا وێنەکە بۆ چاپکەر بنێردرێت
spoiled-cancelled = فەرمانبەرێک بینی کە پەڕەکە تێکچووە
spoiled-power = کارەبا بڕا یان ئامێر دووبارە پێکرایەوە

## Time and trust in the clock

time-unknown = کاتی نەزانراو
time-impossible = کاتی نەگونجاو
time-unsure = { $time } (دڵنیا نییە)
time-by-hand = { $time } (بە دەست ڕێکخراوە)
time-battery = { $time } (پاتری)
time-network = { $time }
clock-unknown = ڕێکنەخراوە
clock-by-hand = بە دەست ڕێکخراوە
clock-battery = بە پاتری پارێزراوە
clock-network = لە تۆڕەوە

## Election, station, box

election = هەڵبژاردن
authority = لایەنی سەرپەرشتیار
election-day = ڕۆژی دەنگدان
district = بازنە
polling-center = بنکەی دەنگدان
station = وێستگە
station-named = وێستگەی { $code } { $name }
station-number = ژمارەی وێستگە
station-class = جۆری وێستگە
section-device = ئامێر
device = ئامێر
key = کلیل
software = نەرمەکاڵا
software-digest = پەنجەمۆری نەرمەکاڵا
package = پاکێج
package-of = هەڵبژاردنی { $election }، وەشانی { $version }
package-digest = پەنجەمۆری پاکێج
record = تۆمار
record-named = { $kind }، ژمارە { $number }
record-digest = پەنجەمۆری تەواوی تۆمار
journal-head = سەری تۆماری ڕووداوەکان
one-medium = تەنها لەسەر یەکێک لە دوو هەڵگرەکە تۆمارکراوە.
kind-zero = تۆماری سفر
kind-opened = کرانەوەی دەنگدان
kind-turnout = ژمارەی دەنگدەران
kind-result = ئەنجام
kind-correction = ڕاستکردنەوە
kind-annulment = هەڵوەشاندنەوە
kind-rehearsal = دەنگدانی ئەزموونی
kind-checkpoint = خاڵی پشکنین
kind-poll = پرسیار

## People

section-officials = فەرمانبەرانی وێستگە
section-signatures = واژۆکان
presiding-officer = بەڕێوەبەری وێستگە
second-official = فەرمانبەری دووەم
official = فەرمانبەر
observer = بریکاری قەوارە یان چاودێر
party = قەوارەی سیاسی
date-and-time = بەروار و کات
remarks = تێبینییەکان
signature = واژۆ
stamp = مۆر
approved-by = پەسەندکراوە لەلایەن
official-unknown = نەناسراو

## Transmission

section-transmission = ناردن
not-sent = نەنێردراوە. ئەنجام لە وێستگە دەرنەچووە.
sent-without-receipt = نێردراوە، هێشتا پسووڵە نەهاتووە.
center-said = پسووڵەی ناوەندی ئەنجامەکان: { $verdict }
attempts = هەوڵەکان
first-attempt = یەکەم هەوڵ
last-attempt = دوا هەوڵ
answer-came = کاتی وەڵام
verdict-partial = هەندێک بەش کەمە
verdict-received = وەرگیرا
verdict-accepted = پەسەندکرا
verdict-quarantined = بۆ وردبینی ڕاگیرا
verdict-refused = ڕەتکرایەوە
verdict-superseded = ڕاستکردنەوەیەک شوێنی گرتەوە
cause-cannot-open = ناوەندی ئەنجامەکان کلیلێکی نییە کە پەیامەکە بکاتەوە
cause-parts-differ = بەشە وەرگیراوەکان لەگەڵ یەک ناگونجێن
cause-signature = واژۆکە هی ئەم ئامێرە نییە لەسەر ئەم تۆمار و پاکێجە
cause-device-unknown = ئامێرەکە لە لیستدا نییە
cause-device-revoked = کلیلی ئامێرەکە هەڵوەشاوەتەوە
cause-other-station = ئامێرەکە هی ئەم وێستگەیە نییە
cause-equivocation = دوو تۆماری جیاواز یەک ژمارەیان هەیە
cause-unreadable = تۆمارەکە ناخوێنرێتەوە
cause-other-election = تۆمارەکە هی هەڵبژاردنێکی ترە
cause-sums = کۆیەکی پشکنین ڕاست نییە
cause-before-close = تۆمارەکە هی پێش داخستنی دەنگدانە
cause-approvals = پەسەندکردن کەمە
cause-original-missing = ئەو تۆمارەی ڕاست دەکرێتەوە نەگەیشتووە
cause-order-missing = فەرمانی هەڵوەشاندنەوەی تۆمار نییە
cause-history = تۆماری ڕووداوەکانی ئامێر درێژەی ئەوە نییە کە پێشتر ناردوویەتی
cause-no-district = کێبڕکێیەک سەر بە هیچ بازنەیەکی وێستگە نییە
cause-not-expected = ناوەندی ئەنجامەکان ئێستا تۆماری لەم جۆرە وەرناگرێت
cause-second-result = وێستگە پێشتر ئەنجامی هەیە و ئەمە ڕاستکردنەوە نییە
cause-rule = ڕێسایەکی کۆمیسیۆن ئەمەی لا دانا تا سەیر دەکرێت

## Tally

section-voters = دەنگدەران و کاغەزەکانی دەنگدان
registered-voters = دەنگدەرانی تۆمارکراو
verified-voters = دەنگدەرانی پشتڕاستکراو
ballots-cast = کاغەزەکانی ناو سندوق
spoiled-ballots = کاغەزی دەنگدانی لەناوچوو
absentees = ئەوانەی دەنگیان نەدا
turnout = ڕێژەی بەشداری
percent = { $share }٪
contest = کێبڕکێ
number = ژمارە
candidate = بەربژێر
votes = دەنگ
votes-each = { $votes ->
    [one] هەر کاغەزێکی دەنگدان { $votes } دەنگی هەیە.
   *[other] هەر کاغەزێکی دەنگدان { $votes } دەنگی هەیە.
}
list-named = لیستی { $number }: { $name }
list-alone = تەنها لیست
list-together = کۆی لیستی { $number }
without-votes = { $count ->
    [one] { $count } بەربژێری بێ دەنگ، ژمارەکەی:
   *[other] { $count } بەربژێری بێ دەنگ، ژمارەکانیان:
}
wrong-shape = ژماردنەکە لەگەڵ ئەم کاغەزی دەنگدانە ناگونجێت.
valid-votes = دەنگە دروستەکان
blank-ballots = کاغەزی سپی
invalid-ballots = کاغەزی پووچەڵ
undervotes = دەنگی بەکارنەهاتوو
overvotes = دەنگی زیادە
together = کۆ
ballots-times = { $votes ->
    [one] کاغەزەکان × { $votes } دەنگ
   *[other] کاغەزەکان × { $votes } دەنگ
}
check = پشکنین: { $sum }
check-registered = ژمارەی تۆمارکراوان وەک پاکێج
check-ballots-verified = کاغەزەکان لە پشتڕاستکراوان زیاتر نین
check-verified-registered = پشتڕاستکراوان لە تۆمارکراوان زیاتر نین
check-ballots-registered = کاغەزەکان لە تۆمارکراوان زیاتر نین
check-contest = کۆی کێبڕکێ
check-good = دروستە
check-misses = قبووڵە، جیاوازی { $miss }
check-failed = هەڵەیە، جیاوازی { $miss }
digit-zero = سفر
digit-one = یەک
digit-two = دوو
digit-three = سێ
digit-four = چوار
digit-five = پێنج
digit-six = شەش
digit-seven = حەوت
digit-eight = هەشت
digit-nine = نۆ

## Zero tape, opening, result, correction, annulment

all-zero = پێش کرانەوە هەموو ژمێرەرەکان سفرن.
recorded = کاتی تۆمارکردن
opened = کاتی کرانەوە
closed = کاتی داخستن
preliminary = ئەنجامی سەرەتایی تا کۆمیسیۆن بەراوردی دەکات.
tally-from = سەرچاوەی ژماردن
source-device = ئامێری ژماردن
source-file = پەڕگە
source-keyed = دوو جار بە دەست نووسراوە
source-recovered = لە شریتەوە دروستکراوەتەوە
explained = جیاوازییەک لە سنووری ڕێگەپێدراودایە و فەرمانبەران ڕوونیان کردووەتەوە.
made-up = ژمارەی تاقیکاری. ئەمە ئەنجام نییە.
voided-record = ئەم تۆمارە پووچەڵە:
voided-tapes = هەموو شریتێک کە ئەو پەنجەمۆرەی هەبێت پووچەڵە.
stands-instead = ئەنجامی خوارەوە شوێنی دەگرێتەوە.
nothing-instead = هیچ شوێنی ناگرێتەوە.
reason-counting-error = هەڵەی ژماردن
reason-wrong-entry = هەڵەی نووسین
reason-order = فەرمانی دادگا یان کۆمیسیۆن
reason-recount = ژماردنەوە
reason-other = هۆکاری تر کە فەرمانبەران نووسیویانە

## Receipt of the center

section-answer = وەڵامی ناوەندی ئەنجامەکان
receipt-number = ژمارەی پسووڵە
center-time = کاتی ناوەندی ئەنجامەکان
log-place = شوێن لە تۆماری ناوەندی ئەنجامەکان
center-signed = ناوەندی ئەنجامەکان ئەم پسووڵەیەی بۆ تۆماری خاوەن پەنجەمۆری سەرەوە واژۆ کردووە.
section-proof = بەڵگە

## Certificate of non-transmission

section-certificate = بەڵگەنامەی نەناردن
no-receipt-in-time = پسووڵەی ناوەندی ئەنجامەکان پێش کۆتایی ماوەی یاسایی نەهات.
box-goes-on = ئامێر لە ناردن بەردەوامە. شریتەکان و کارتەکە وەک خۆیان کاران.
deadline = ماوەی یاسایی
section-attempts = هەوڵەکان
outcome-accepted = درا بە تۆڕ
outcome-accepted-with-alarm = درا بە تۆڕ لەگەڵ ئاگاداری
outcome-ambiguous = ڕەنگە درابێت بە تۆڕ
outcome-rejected = تۆڕ وەری نەگرت
outcome-no-service = مانگی دەستکرد دیار نییە
outcome-busy = تۆڕ سەرقاڵە
outcome-operator = پێویستە کەسێک دەستوەردان بکات
outcome-hardware = کێشەی مۆدێم
outcome-not-sent-unplugged = نەنێردرا: مۆدێم لێکراوەتەوە
outcome-not-sent-silent = نەنێردرا: مۆدێم وەڵام ناداتەوە
outcome-not-sent-write-failed = نەنێردرا: مۆدێم وەری نەگرت
outcome-not-sent-mt-not-stored = نەنێردرا: وەڵامێک پێش ئەوە دێت
outcome-not-sent-occupied = نەنێردرا: مۆدێم سەرقاڵە
outcome-not-sent-reset = نەنێردرا: مۆدێم ڕیسێت کرا
outcome-not-sent-shutting-down = نەنێردرا: ئامێر کوژێنرایەوە
outcome-under-way = بەردەوامە
status-number = دۆخی { $status }
signal-bars = سیگناڵ { $bars } لە { 5 }

## Readiness

ready = ئامادەیە
not-ready = ئامادە نییە
good = باشە
failed = سەرکەوتوو نەبوو
part-rehearsal = دەنگدانی ئەزموونی بۆ هەموو کێبڕکێکان
part-modem = مۆدێمی مانگی دەستکرد
part-printer = چاپکەر و کاغەز
part-media = تۆماری ڕووداوەکان: هەڵگری ناوەکی و کارت
part-clock = کاتژمێر
part-power = کارەبا
part-software = نەرمەکاڵا
no-answer = وەڵام نییە
signal-unknown = سیگناڵ نەزانراوە
media-both = هەردووکیان کار دەکەن
media-one = تەنها یەکێکیان کار دەکات
power-unknown = هیچ ڕانەگەیێنراوە
printer-ready = ئامادەیە
printer-printing = چاپ دەکات
printer-waits = چاوەڕێی فەرمانبەرێکە بڵێت پەڕەکە تەواوە
printer-absent = هێشتا نییە

## Why the printer does not print

fault-unplugged = چاپکەر نەبەستراوەتەوە: وایەرەکەی بپشکنە
fault-silent = چاپکەر وەڵام ناداتەوە: دڵنیابە کە پێکراوە
fault-unintelligible = وەڵامەکانی چاپکەر تێناگەین: وایەر و خێراییەکەی بپشکنە
fault-offline = چاپکەر لەسەر هێڵ نییە: یەک جار دوگمەی پێدانی کاغەز دابگرە
fault-cover-open = سەرپۆش کراوەیە: دایبخە
fault-paper-out = کاغەز تەواو بووە: ڕۆڵێک دابنێ و سەرپۆش دابخە
fault-near-end = کاغەز بەشی پەڕەی داهاتوو ناکات: ڕۆڵێک دابنێ، یان پشتڕاستی بکەوە کە هەر چاپ بکرێت
fault-cutter = بڕەر گیراوە: سەرپۆش بکەوە، کاغەزەکە دەربهێنە و دایبخە
fault-overheated = سەری چاپکەر گەرمە: چاوەڕێ بکە
fault-error = چاپکەر هەڵەی ڕاگەیاندووە: سەرپۆش بکەوە و دایبخە
fault-broken = چاپکەر کێشەی ڕاگەیاندووە: بیکوژێنەوە و پێی بکەوە
fault-busy = چاپکەر سەرقاڵە: چاوەڕێ بکە، یان بیکوژێنەوە و پێی بکەوە
fault-tear = پەڕەکە بدڕێنە، پاشان پشتڕاستی بکەوە

## Codes and how to check

qr-record = کۆدی QR ژمارە { $part } لە { $parts }: تۆماری واژۆکراو
qr-key = کۆدی QR: کلیلی ئامێر
qr-receipt = کۆدی QR: پسووڵەی ناوەندی ئەنجامەکان
qr-non-transmission = کۆدی QR: بەڵگەنامەی نەناردن
check-word = وشەی پشکنین
section-checking = چۆن ئەم شریتە دەپشکنرێت
checking-compare = پەنجەمۆری ئەم شریتە لەگەڵ ئەوەی کۆمیسیۆن بۆ ئەم وێستگەیە بڵاوی دەکاتەوە بەراورد بکە.
checking-scan = کۆدەکانی QR ی ئەم شریتە بە هەر ڕیزبەندییەک بخوێنەوە و دەقەکەیان بدە بە بەرنامەی پشکنین. پێویستی بە تۆڕ نییە.
checking-words = بەبێ بەرنامە: هەر کۆمەڵە دێڕێک لەگەڵ وشەی پشکنینەکەی بۆ کەسێک بخوێنەوە کە کۆپییەکی تری هەیە. هەر ژمارەیەکی هەڵە وشەی پشکنین دەگۆڕێت.
signature-good = واژۆکە دروستە: ئامێر ڕێک ئەم ژمارانەی واژۆ کردووە.
signature-wrong = واژۆکە هەڵەیە: متمانە بەم ژمارانە مەکە.
part-missing = بەشی { $part } لە { $parts } کەمە.
published-equal = ئەنجامی بڵاوکراوە هەمان شتە.
published-differs = ئەنجامی بڵاوکراوە جیاوازە.
check-word-wrong = ئەم دێڕانە لەگەڵ وشەی پشکنینیان ناگونجێن: { $block }

## Summary of the log

log-entries = تۆمارەکان
log-first = یەکەم تۆمار
log-last = دوا تۆمار
log-events = ڕووداوەکان بەپێی جۆر
log-official = کاروباری ڕۆژ و پەسەندکردن
log-record = تۆمارە واژۆکراوەکان
log-printer = کاغەز
log-transmission = ناردن
log-system = سیستەم
log-security = ژمارە نهێنییەکان و ڕەتکردنەوەکان

## Events of the log

event-device-provisioned = ئامادەکردنی ئامێر
event-package-loaded = بارکردنی پاکێج
event-daemon-started = دەستپێکردنی ئامێر
event-rehearsal-sealed = مۆرکردنی دەنگدانی ئەزموونی
event-zero-sealed = مۆرکردنی تۆماری سفر
event-polls-opened = کرانەوەی دەنگدان
event-turnout-sealed = تۆمارکردنی بەشداری
event-polls-closed = داخستنی دەنگدان
event-verified-voters-received = وەرگرتنی ژمارەی پشتڕاستکراوان
event-tally-keyed = نووسینی ژماردن بە دەست
event-tally-checked = پشکنینی ژماردن
event-tally-approved = پەسەندکردنی ژماردن
event-result-sealed = مۆرکردنی ئەنجام
event-correction-started = دەستپێکردنی ڕاستکردنەوە
event-tape-ordered = داواکردنی شریت
event-sheet-started = دەستپێکردنی پەڕە
event-sheet-completed = تەواوبوونی پەڕە
event-sheet-interrupted = پچڕانی پەڕە
event-session-started = دەستپێکردنی ناردن
event-session-ended = کۆتایی ناردن
event-message-received = وەرگرتنی پەیام
event-receipt-verified = پشتڕاستکردنەوەی پسووڵە
event-message-ignored = پشتگوێخستنی پەیام
event-packet-quarantined = لادانی پاکەتی داتا
event-deadline-passed = تێپەڕینی ماوەی یاسایی
event-pin-refused = ڕەتکردنەوەی ژمارەی نهێنی
event-pin-accepted = قبووڵکردنی ژمارەی نهێنی
event-command-refused = ڕەتکردنەوەی فەرمان
event-medium-failed = لەکارکەوتنی هەڵگر
event-medium-restored = گەڕانەوەی هەڵگر
event-printer-changed = گۆڕانی دۆخی چاپکەر
event-modem-changed = گۆڕانی دۆخی مۆدێم
event-clock-stepped = ڕێکخستنی کاتژمێر
event-records-exported = هەناردنی تۆمارەکان
event-daemon-stopped = وەستانی ئامێر
event-card-adopted = کارتێک وەرگیرا
event-reserve-changed = گۆڕانی یەدەگی هەڵگر
