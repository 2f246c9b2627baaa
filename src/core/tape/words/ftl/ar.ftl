### Arabic, in the terms of Iraq's electoral commission (محطة، شريط النتائج، محاكاة).
### PLURAL gives the number by which Arabic chooses its plural (see speech.rs).

## Head and foot of every sheet

tape-zero = الشريط الصفري
tape-opened = افتتاح الاقتراع
tape-result = شريط النتائج
tape-receipt = إيصال مركز النتائج
tape-certificate = تعذّر الإرسال
tape-readiness = شريط الجاهزية
tape-rehearsal = محاكاة
tape-correction = نتيجة مصحّحة
tape-annulment = نتيجة ملغاة
tape-log = ملخّص سجل الأحداث
mark-official = رسمي
mark-test = تجريبي
not-a-result = ليست نتيجة
issue-original = أصل
issue-reprint = إعادة طبع
void = لاغٍ
sheet-of = الورقة { $sheet } من { $sheets }
copy-of = النسخة { $copy } من { $copies }
attempt-number = المحاولة { $attempt }
sheet-end = نهاية الورقة { $sheet } من { $sheets }، { PLURAL($rows) ->
    [zero] لا أسطر ({ $rows })
    [one] سطر واحد ({ $rows })
    [two] سطران ({ $rows })
    [few] { $rows } أسطر
    [many] { $rows } سطرًا
   *[other] { $rows } سطر
}
continued = { $title } (تتمة)
printed-before-sending = طُبع قبل الإرسال
printed-after-sending = طُبع بعد الإرسال
printed = وقت الطبع
fingerprint = بصمة السجل
tear-here = اقطع هنا
void-sheet = لاغٍ: الورقة { $sheet } من { $sheets }، النسخة { $copy } من { $copies }، المحاولة{ "\u00A0" }{ $attempt }
void-meaning = القطعة الورقية التي تحمل هذه البيانات، كاملة كانت أم ممزقة، غير صالحة. تُطبع الورقة من جديد.
reason = السبب

## Why a sheet was voided

spoiled-unconfirmed = لم تؤكد الطابعة اكتمال الورقة
spoiled-unplugged = فُصلت الطابعة
spoiled-silent = توقفت الطابعة عن الاستجابة
spoiled-paper-out = نفد الورق
spoiled-cover-open = فُتح غطاء الطابعة
spoiled-cutter = علقت السكين
spoiled-hot = ارتفعت حرارة رأس الطباعة
spoiled-offline = الطابعة غير متصلة
spoiled-garbled = استجابة الطابعة غير مفهومة
spoiled-error = أبلغت الطابعة عن خطأ
spoiled-busy = توقفت الطابعة أثناء الطباعة
spoiled-not-encoded = تعذر إرسال الصورة إلى الطابعة
spoiled-cancelled = وجد موظف أن الورقة تالفة
spoiled-power = انقطع التيار أو أُعيد تشغيل الجهاز

## Time and trust in the clock

time-unknown = وقت غير معروف
time-impossible = وقت غير ممكن
time-unsure = { $time } (غير مؤكد)
time-by-hand = { $time } (ضُبط يدويًا)
time-battery = { $time } (بطارية)
time-network = { $time }
clock-unknown = غير مضبوطة
clock-by-hand = ضُبطت يدويًا
clock-battery = محفوظة ببطارية
clock-network = من الشبكة

## Election, station, box

election = الانتخابات
authority = الجهة المشرفة
election-day = يوم الاقتراع
district = الدائرة
polling-center = مركز الاقتراع
station = المحطة
station-named = المحطة { $code } { $name }
station-number = رقم المحطة
station-class = نوع المحطة
section-device = الجهاز
device = الجهاز
key = المفتاح
software = البرنامج
software-digest = بصمة البرنامج
package = الحزمة
package-of = الانتخابات { $election }، الإصدار { $version }
package-digest = بصمة الحزمة
record = السجل
record-named = { $kind }، رقم { $number }
record-digest = بصمة السجل الكاملة
journal-head = رأس سجل الأحداث
one-medium = سُجّل على وسيط واحد فقط من وسيطين.
kind-zero = السجل الصفري
kind-opened = افتتاح الاقتراع
kind-turnout = عدد المصوّتين
kind-result = النتيجة
kind-correction = تصحيح
kind-annulment = إلغاء
kind-rehearsal = محاكاة
kind-checkpoint = نقطة تحقق
kind-poll = استعلام

## People

section-officials = موظفو المحطة
section-signatures = التواقيع
presiding-officer = مدير المحطة
second-official = الموظف الثاني
official = الموظف
observer = وكيل الحزب أو المراقب
party = الحزب
date-and-time = التاريخ والوقت
remarks = الملاحظات
signature = التوقيع
stamp = الختم
approved-by = صادق عليه
official-unknown = غير معروف

## Transmission

section-transmission = الإرسال
not-sent = لم تُرسَل. لم تغادر النتيجة المحطة.
sent-without-receipt = أُرسلت، ولم يصل إيصال بعد.
center-said = إيصال مركز النتائج: { $verdict }
attempts = المحاولات
first-attempt = المحاولة الأولى
last-attempt = المحاولة الأخيرة
answer-came = وصول الرد
verdict-partial = توجد أجزاء ناقصة
verdict-received = استُلمت
verdict-accepted = قُبلت
verdict-quarantined = حُجزت للتدقيق
verdict-refused = رُفضت
verdict-superseded = حلّ محلها تصحيح
cause-cannot-open = لا يملك مركز النتائج مفتاحًا يفتح الرسالة
cause-parts-differ = الأجزاء المستلمة لا تتطابق
cause-signature = التوقيع ليس توقيع هذا الجهاز على هذا السجل وهذه الحزمة
cause-device-unknown = الجهاز غير مدرج في القائمة
cause-device-revoked = مفتاح الجهاز ملغى
cause-other-station = الجهاز ليس جهاز هذه المحطة
cause-equivocation = سجلان مختلفان يحملان رقمًا واحدًا
cause-unreadable = تتعذر قراءة السجل
cause-other-election = السجل لانتخابات أخرى
cause-sums = مجموع ضابط غير صحيح
cause-before-close = السجل سابق لإغلاق الاقتراع
cause-approvals = المصادقات ناقصة
cause-original-missing = السجل المراد تصحيحه لم يصل
cause-order-missing = لا يوجد أمر بإلغاء السجل
cause-history = سجل أحداث الجهاز لا يتصل بما أرسله سابقًا
cause-no-district = توجد منافسة لا تتبع أي دائرة للمحطة
cause-not-expected = لا يستقبل مركز النتائج مثل هذه السجلات الآن
cause-second-result = للمحطة نتيجة سابقة، وهذه ليست تصحيحًا لها
cause-rule = قاعدة من قواعد المفوضية تضعها جانبًا حتى يُنظر فيها

## Tally

section-voters = الناخبون وأوراق الاقتراع
registered-voters = الناخبون المسجلون
verified-voters = الناخبون المتحقق منهم
ballots-cast = أوراق الاقتراع في الصندوق
spoiled-ballots = الأوراق التالفة
absentees = الذين لم يصوتوا
turnout = نسبة المشاركة
percent = { $share }٪
contest = المنافسة
number = الرقم
candidate = المرشح
votes = الأصوات
votes-each = { PLURAL($votes) ->
    [zero] ليس لورقة الاقتراع أي صوت ({ $votes }).
    [one] لكل ورقة اقتراع صوت واحد ({ $votes }).
    [two] لكل ورقة اقتراع صوتان ({ $votes }).
    [few] لكل ورقة اقتراع { $votes } أصوات.
    [many] لكل ورقة اقتراع { $votes } صوتًا.
   *[other] لكل ورقة اقتراع { $votes } صوت.
}
list-named = القائمة { $number }: { $name }
list-alone = القائمة وحدها
list-together = مجموع القائمة { $number }
without-votes = { PLURAL($count) ->
    [zero] لا مرشحين بلا أصوات ({ $count }):
    [one] مرشح واحد ({ $count }) بلا أصوات، رقمه:
    [two] مرشحان ({ $count }) بلا أصوات، رقماهما:
    [few] { $count } مرشحين بلا أصوات، أرقامهم:
    [many] { $count } مرشحًا بلا أصوات، أرقامهم:
   *[other] { $count } مرشح بلا أصوات، أرقامهم:
}
wrong-shape = الفرز لا يطابق ورقة الاقتراع هذه.
valid-votes = الأصوات الصحيحة
blank-ballots = الأوراق البيضاء
invalid-ballots = الأوراق الباطلة
undervotes = أصوات غير مستعملة
overvotes = أصوات زائدة
together = المجموع
ballots-times = { PLURAL($votes) ->
    [zero] الأوراق × { $votes } صوت
    [one] الأوراق × { $votes } صوت
    [two] الأوراق × { $votes } صوت
    [few] الأوراق × { $votes } أصوات
    [many] الأوراق × { $votes } صوتًا
   *[other] الأوراق × { $votes } صوت
}
check = تدقيق: { $sum }
check-registered = عدد المسجلين كما في الحزمة
check-ballots-verified = الأوراق لا تزيد على المتحقق منهم
check-verified-registered = المتحقق منهم لا يزيدون على المسجلين
check-ballots-registered = الأوراق لا تزيد على المسجلين
check-contest = مجموع المنافسة
check-good = صحيح
check-misses = مقبول، الفرق { $miss }
check-failed = خطأ، الفرق { $miss }
digit-zero = صفر
digit-one = واحد
digit-two = اثنان
digit-three = ثلاثة
digit-four = أربعة
digit-five = خمسة
digit-six = ستة
digit-seven = سبعة
digit-eight = ثمانية
digit-nine = تسعة

## Zero tape, opening, result, correction, annulment

all-zero = قبل الافتتاح: جميع العدادات صفر.
recorded = وقت التسجيل
opened = وقت الافتتاح
closed = وقت الإغلاق
preliminary = نتيجة أولية إلى أن تطابقها المفوضية.
tally-from = مصدر الفرز
source-device = جهاز العد والفرز
source-file = ملف
source-keyed = إدخال يدوي مرتين
source-recovered = أُعيد بناؤه من شريط
explained = يوجد فرق ضمن الحد المسموح، وقد أوضحه موظفو المحطة.
made-up = أرقام تجريبية. هذه ليست نتيجة.
voided-record = هذا السجل لاغٍ:
voided-tapes = كل شريط يحمل تلك البصمة لاغٍ.
stands-instead = تحلّ محله النتيجة أدناه.
nothing-instead = لا يحلّ محله شيء.
reason-counting-error = خطأ في العد
reason-wrong-entry = خطأ في الإدخال
reason-order = أمر من محكمة أو من المفوضية
reason-recount = إعادة العد والفرز
reason-other = سبب آخر دوّنه موظفو المحطة

## Receipt of the center

section-answer = ردّ مركز النتائج
receipt-number = رقم الإيصال
center-time = وقت مركز النتائج
log-place = الموضع في سجل مركز النتائج
center-signed = وقّع مركز النتائج هذا الإيصال للسجل الذي يحمل البصمة أعلاه.
section-proof = الإثبات

## Certificate of non-transmission

section-certificate = شهادة عدم الإرسال
no-receipt-in-time = لم يصل إيصال مركز النتائج قبل انتهاء المهلة القانونية.
box-goes-on = يواصل الجهاز الإرسال. الأشرطة والبطاقة صالحة كما هي.
deadline = المهلة القانونية
section-attempts = المحاولات
outcome-accepted = سُلّمت للشبكة
outcome-accepted-with-alarm = سُلّمت للشبكة مع تنبيه
outcome-ambiguous = ربما سُلّمت للشبكة
outcome-rejected = لم تقبلها الشبكة
outcome-no-service = لا قمر صناعي في الأفق
outcome-busy = الشبكة مشغولة
outcome-operator = يلزم تدخل شخص
outcome-hardware = عطل في المودم
outcome-not-sent-unplugged = لم تُرسَل: المودم مفصول
outcome-not-sent-silent = لم تُرسَل: المودم لا يستجيب
outcome-not-sent-write-failed = لم تُرسَل: لم يأخذها المودم
outcome-not-sent-mt-not-stored = لم تُرسَل: ردّ وارد قبلها
outcome-not-sent-occupied = لم تُرسَل: المودم مشغول
outcome-not-sent-reset = لم تُرسَل: أُعيد ضبط المودم
outcome-not-sent-shutting-down = لم تُرسَل: أُطفئ الجهاز
outcome-under-way = جارية
status-number = الحالة { $status }
signal-bars = الإشارة { $bars } من { 5 }

## Readiness

ready = جاهز
not-ready = غير جاهز
good = صحيح
failed = فشل
part-rehearsal = محاكاة جميع المنافسات
part-modem = مودم القمر الصناعي
part-printer = الطابعة والورق
part-media = سجل الأحداث: الوسيط الداخلي والبطاقة
part-clock = الساعة
part-power = الطاقة
part-software = البرنامج
no-answer = لا رد
signal-unknown = الإشارة غير معروفة
media-both = كلاهما يعمل
media-one = واحد فقط يعمل
power-unknown = لا معلومات
printer-ready = جاهزة
printer-printing = تطبع
printer-waits = تنتظر تأكيد موظف أن الورقة كاملة
printer-absent = غير موجودة بعد

## Why the printer does not print

fault-unplugged = الطابعة غير موصولة: افحص سلكها
fault-silent = الطابعة لا تستجيب: تأكد من تشغيلها
fault-unintelligible = استجابة الطابعة غير مفهومة: افحص سلكها وسرعتها
fault-offline = الطابعة غير متصلة: اضغط زر تغذية الورق مرة واحدة
fault-cover-open = الغطاء مفتوح: أغلقه
fault-paper-out = نفد الورق: ضع لفة وأغلق الغطاء
fault-near-end = الورق لا يكفي للورقة التالية: ضع لفة، أو أكّد الطبع رغم ذلك
fault-cutter = السكين عالقة: افتح الغطاء وأخرج الورق ثم أغلقه
fault-overheated = رأس الطباعة ساخن: انتظر
fault-error = أبلغت الطابعة عن خطأ: افتح الغطاء وأغلقه
fault-broken = أبلغت الطابعة عن عطل: أطفئها وشغّلها
fault-busy = الطابعة مشغولة: انتظر، أو أطفئها وشغّلها
fault-tear = اقطع الورقة ثم أكّد

## Codes and how to check

qr-record = رمز QR رقم { $part } من { $parts }: السجل الموقَّع
qr-key = رمز QR: مفتاح الجهاز
qr-receipt = رمز QR: إيصال مركز النتائج
qr-non-transmission = رمز QR: شهادة عدم الإرسال
check-word = كلمة التحقق
section-checking = كيف تتحقق من هذا الشريط
checking-compare = قارن بصمة هذا الشريط بالبصمة التي تنشرها المفوضية لهذه المحطة.
checking-scan = امسح رموز QR في هذا الشريط بأي ترتيب وأعطِ نصها لبرنامج التحقق. لا يحتاج إلى شبكة.
checking-words = من دون برنامج: اقرأ كل مجموعة أسطر مع كلمة التحقق لمن لديه نسخة أخرى. أي رقم خاطئ يغيّر كلمة التحقق.
signature-good = التوقيع صحيح: وقّع الجهاز هذه الأرقام بعينها.
signature-wrong = التوقيع غير صحيح: لا تثق بهذه الأرقام.
part-missing = الجزء { $part } من { $parts } ناقص.
published-equal = النتيجة المنشورة مطابقة.
published-differs = النتيجة المنشورة مختلفة.
check-word-wrong = هذه الأسطر لا تطابق كلمة التحقق: { $block }

## Summary of the log

log-entries = القيود
log-first = القيد الأول
log-last = القيد الأخير
log-events = الأحداث حسب النوع
log-official = سير اليوم والمصادقات
log-record = السجلات
log-printer = الورق
log-transmission = الإرسال
log-system = النظام
log-security = الرموز السرية وحالات الرفض

## Events of the log

event-device-provisioned = تهيئة الجهاز
event-package-loaded = تحميل الحزمة
event-daemon-started = بدء تشغيل الجهاز
event-rehearsal-sealed = ختم سجل المحاكاة
event-zero-sealed = ختم السجل الصفري
event-polls-opened = افتتاح الاقتراع
event-turnout-sealed = تسجيل المشاركة
event-polls-closed = إغلاق الاقتراع
event-verified-voters-received = استلام عدد المتحقق منهم
event-tally-keyed = إدخال الفرز يدويًا
event-tally-checked = تدقيق الفرز
event-tally-approved = المصادقة على الفرز
event-result-sealed = ختم النتيجة
event-correction-started = بدء تصحيح
event-tape-ordered = طلب شريط
event-sheet-started = بدء ورقة
event-sheet-completed = اكتمال ورقة
event-sheet-interrupted = انقطاع ورقة
event-session-started = بدء الإرسال
event-session-ended = انتهاء الإرسال
event-message-received = استلام رسالة
event-receipt-verified = التحقق من إيصال
event-message-ignored = تجاهل رسالة
event-packet-quarantined = عزل حزمة بيانات
event-deadline-passed = انقضاء المهلة القانونية
event-pin-refused = رفض رمز سري
event-pin-accepted = قبول رمز سري
event-command-refused = رفض أمر
event-medium-failed = تعطّل وسيط تخزين
event-medium-restored = عودة وسيط تخزين
event-printer-changed = تغيّر حالة الطابعة
event-modem-changed = تغيّر حالة المودم
event-clock-stepped = ضبط الساعة
event-records-exported = تصدير السجلات
event-daemon-stopped = إيقاف الجهاز
event-card-adopted = اعتماد بطاقة
event-reserve-changed = تغيّر احتياطي وسيط تخزين
