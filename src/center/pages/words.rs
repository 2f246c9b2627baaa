//! The texts of pages in six languages. What a tape says as well is said with the tape's own words.

use rts_core::election::{Digits, ElectionDefinition, Names};
use rts_core::tape::words::{Language, Word, Words};

macro_rules! phrases {
    ($($name:ident: $en:literal, $ar:literal, $ckb:literal, $sq:literal, $kk:literal, $fr:literal;)*) => {
        /// A text that only pages have.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Phrase {
            $(#[doc = $en] $name,)*
        }

        impl Phrase {
            /// All of them.
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// In a language.
            pub(super) const fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$name, Language::En) => $en,
                        (Self::$name, Language::Ar) => $ar,
                        (Self::$name, Language::Ckb) => $ckb,
                        (Self::$name, Language::Sq) => $sq,
                        (Self::$name, Language::Kk) => $kk,
                        (Self::$name, Language::Fr) => $fr,
                    )*
                }
            }
        }
    };
}

phrases! {
    Results: "Results", "النتائج", "ئەنجامەکان", "Rezultatet", "Нәтижелер", "Résultats";
    Stations: "Polling stations", "المحطات", "وێستگەکان", "Qendrat e votimit", "Сайлау учаскелері", "Bureaux de vote";
    Check: "Check it yourself", "تحقق بنفسك", "خۆت بیپشکنە", "Kontrolloni vetë", "Өзіңіз тексеріңіз", "Vérifiez vous-même";
    Skip: "To the content", "إلى المحتوى", "بۆ ناوەڕۆک", "Te përmbajtja", "Мазмұнға өту", "Aller au contenu";
    Language: "Language", "اللغة", "زمان", "Gjuha", "Тіл", "Langue";
    Preliminary: "Preliminary results", "نتائج أولية", "ئەنجامی سەرەتایی", "Rezultate paraprake", "Алдын ала нәтижелер", "Résultats provisoires";
    Complete: "Results compared with the cards of all stations", "نتائج طوبقت مع بطاقات جميع المحطات", "ئەنجامەکان لەگەڵ کارتی هەموو وێستگەکان بەراورد کراون", "Rezultate të krahasuara me kartat e të gjitha qendrave", "Барлық учаскелердің карталарымен салыстырылған нәтижелер", "Résultats comparés aux cartes de tous les bureaux";
    Counted: "Stations counted", "المحطات المحتسبة", "وێستگە ژمێردراوەکان", "Qendra të numëruara", "Есептелген учаскелер", "Bureaux comptés";
    Finals: "Compared with the card", "طوبقت مع البطاقة", "لەگەڵ کارت بەراورد کراوە", "Të krahasuara me kartën", "Картамен салыстырылған", "Comparés à la carte";
    OfAll: "of", "من", "لە", "nga", "/", "sur";
    Share: "Share", "النسبة", "ڕێژە", "Pjesa", "Үлесі", "Part";
    OverTime: "Stations counted over time", "المحطات المحتسبة بمرور الوقت", "وێستگە ژمێردراوەکان بە تێپەڕبوونی کات", "Qendra të numëruara me kalimin e kohës", "Уақыт бойынша есептелген учаскелер", "Bureaux comptés au fil du temps";
    Districts: "Districts", "الدوائر", "بازنەکان", "Njësitë zgjedhore", "Округтер", "Circonscriptions";
    NotHeard: "nothing received", "لم يصل شيء", "هیچ نەگەیشتووە", "asgjë e marrë", "ештеңе келген жоқ", "rien reçu";
    Open: "no result yet", "لا نتيجة بعد", "هێشتا ئەنجام نییە", "ende pa rezultat", "нәтиже әлі жоқ", "pas encore de résultat";
    Held: "held for examination", "محجوزة للتدقيق", "بۆ وردبینی ڕاگیراوە", "mbahet për shqyrtim", "тексеруге ұсталған", "retenu pour examen";
    Annulled: "annulled", "ملغاة", "هەڵوەشێنراوەتەوە", "e anuluar", "жойылған", "annulé";
    StateCounted: "counted, preliminary", "محتسبة، أولية", "ژمێردراوە، سەرەتایی", "numëruar, paraprak", "есептелген, алдын ала", "compté, provisoire";
    StateFinal: "counted, compared with the card", "محتسبة، طوبقت مع البطاقة", "ژمێردراوە، لەگەڵ کارت بەراورد کراوە", "numëruar, krahasuar me kartën", "есептелген, картамен салыстырылған", "compté, comparé à la carte";
    Differing: "the card says something else", "البطاقة تختلف", "کارتەکە جیاوازە", "karta thotë diçka tjetër", "картадағы мәлімет басқаша", "la carte dit autre chose";
    NoResult: "No result of this station counts yet.", "لا توجد نتيجة محتسبة لهذه المحطة بعد.", "هێشتا هیچ ئەنجامێکی ئەم وێستگەیە نەژمێردراوە.", "Ende nuk numërohet asnjë rezultat i kësaj qendre.", "Бұл учаскенің нәтижесі әлі есептелген жоқ.", "Aucun résultat de ce bureau n’est encore compté.";
    NoneYet: "No result counts yet.", "لا توجد نتائج محتسبة بعد.", "هێشتا هیچ ئەنجامێک نەژمێردراوە.", "Ende nuk numërohet asnjë rezultat.", "Әлі ешбір нәтиже есептелген жоқ.", "Aucun résultat n’est encore compté.";
    InLog: "Entry in the public log", "القيد في السجل العلني", "تۆمار لە لۆگی گشتی", "Shënimi në regjistrin publik", "Ашық журналдағы жазба", "Entrée du registre public";
    ReceiptInLog: "Entry of the center's receipt", "قيد إيصال مركز النتائج", "تۆماری پسووڵەی ناوەند", "Shënimi i dëftesës së qendrës", "Орталық түбіртегінің жазбасы", "Entrée du reçu du centre";
    Updated: "As of", "حتى", "تا", "Gjendja më", "Жағдайы", "État au";
    PaperPrevails: "The paper prevails. The commission decides.", "الورق هو المرجع، والقرار للمفوضية.", "کاغەز سەرچاوەیە و بڕیار هی کۆمیسیۆنە.", "Letra ka përparësi. Vendos komisioni.", "Қағаз басым. Шешімді комиссия қабылдайды.", "Le papier fait foi. La commission décide.";
    CheckIntro: "Nobody needs to trust this page. Every result was signed by the box of its station; all signed results stand in a log that only grows.", "لا حاجة إلى الثقة بهذه الصفحة. كل نتيجة وقّعها جهاز محطتها، وكل النتائج الموقعة في سجل لا يُحذف منه شيء.", "پێویست ناکات کەس متمانە بەم پەڕەیە بکات. هەر ئەنجامێک ئامێری وێستگەکەی واژۆی کردووە، و هەموو ئەنجامە واژۆکراوەکان لە لۆگێکدان کە تەنها گەورە دەبێت.", "Askush nuk ka pse t'i besojë kësaj faqeje. Çdo rezultat e nënshkroi pajisja e qendrës së vet; të gjitha rezultatet e nënshkruara janë në një regjistër që vetëm rritet.", "Бұл бетке сенудің қажеті жоқ. Әр нәтижеге өз учаскесінің құрылғысы қол қойған; қол қойылған нәтижелердің бәрі тек өсетін журналда тұр.", "Personne n’a besoin de croire cette page. Chaque résultat est signé par l’appareil de son bureau ; tous les résultats signés figurent dans un registre qui ne fait que croître.";
    CheckTape: "With a tape of the station: its fingerprint must be the one on the station's page, and every number the same.", "مع شريط المحطة: يجب أن تطابق بصمته ما في صفحة المحطة، وأن تتطابق كل الأرقام.", "بە شریتی وێستگەکە: دەبێت پەنجەمۆرەکەی هەمان پەنجەمۆری پەڕەی وێستگەکە بێت و هەموو ژمارەکان وەک یەک بن.", "Me shiritin e qendrës: gjurma e tij duhet të jetë ajo në faqen e qendrës dhe çdo numër i njëjtë.", "Учаскенің таспасымен: оның таңбасы учаске бетіндегідей, ал барлық сандар бірдей болуы тиіс.", "Avec une bande du bureau : son empreinte doit être celle de la page du bureau, et chaque nombre le même.";
    CheckProgram: "With a program, offline: all files of this site and the codes of a tape.", "ببرنامج ومن دون اتصال: جميع ملفات هذا الموقع ورموز الشريط.", "بە بەرنامەیەک و بەبێ ئینتەرنێت: هەموو فایلەکانی ئەم ماڵپەڕە و کۆدەکانی شریت.", "Me një program, pa internet: të gjitha skedarët e kësaj faqeje dhe kodet e shiritit.", "Бағдарламамен, интернетсіз: осы сайттың барлық файлдары және таспаның кодтары.", "Avec un programme, hors ligne : tous les fichiers de ce site et les codes d’une bande.";
    Files: "Files", "الملفات", "فایلەکان", "Skedarët", "Файлдар", "Fichiers";
    Root: "Root of the log", "جذر السجل", "ڕەگی لۆگ", "Rrënja e regjistrit", "Журналдың түбірі", "Racine du registre";
    Entries: "Entries of the log", "قيود السجل", "تۆمارەکانی لۆگ", "Shënimet e regjistrit", "Журнал жазбалары", "Entrées du registre";
    Remarks: "Remarks", "ملاحظات", "تێبینییەکان", "Vërejtje", "Ескертпелер", "Remarques";
    Candidates: "Candidates of the list", "مرشحو القائمة", "بەربژێرانی لیست", "Kandidatët e listës", "Тізімнің кандидаттары", "Candidats de la liste";
    General: "All other stations", "بقية المحطات", "وێستگەکانی تر", "Qendrat e tjera", "Қалған учаскелер", "Tous les autres bureaux";
    HeldRecords: "Held records", "سجلات محجوزة", "تۆمارە ڕاگیراوەکان", "Procesverbale të mbajtura", "Ұсталған хаттамалар", "Procès-verbaux retenus";
    Cards: "Cards", "البطاقات", "کارتەکان", "Kartat", "Карталар", "Cartes";
    Name: "Name", "الاسم", "ناو", "Emri", "Аты", "Nom";
    Password: "Password", "كلمة المرور", "وشەی نهێنی", "Fjalëkalimi", "Құпиясөз", "Mot de passe";
    LogIn: "Log in", "تسجيل الدخول", "چوونەژوورەوە", "Hyni", "Кіру", "Se connecter";
    LogOut: "Log out", "تسجيل الخروج", "چوونەدەرەوە", "Dilni", "Шығу", "Se déconnecter";
    WrongLogin: "Name or password is wrong.", "الاسم أو كلمة المرور غير صحيحة.", "ناو یان وشەی نهێنی هەڵەیە.", "Emri ose fjalëkalimi është i gabuar.", "Аты немесе құпиясөз қате.", "Le nom ou le mot de passe est faux.";
    Wait: "Too many wrong passwords for this name. Wait; seconds:", "كلمات مرور خاطئة كثيرة لهذا الاسم. انتظر؛ الثواني:", "وشەی نهێنی هەڵەی زۆر بۆ ئەم ناوە. چاوەڕێ بکە؛ چرکە:", "Shumë fjalëkalime të gabuara për këtë emër. Prisni; sekonda:", "Бұл атқа қате құпиясөз тым көп. Күтіңіз; секунд:", "Trop de mots de passe faux pour ce nom. Attendez ; secondes :";
    NothingHeld: "Nothing is held.", "لا شيء محجوز.", "هیچ ڕانەگیراوە.", "Asgjë nuk mbahet.", "Ештеңе ұсталған жоқ.", "Rien n’est retenu.";
    Propose: "Propose to count it", "اقترح احتسابه", "پێشنیاری ژماردنی بکە", "Propozoni të numërohet", "Есептеуді ұсыну", "Proposer de le compter";
    Agree: "Agree: it counts", "موافق: يُحتسب", "ڕازیم: دەژمێردرێت", "Pajtohem: numërohet", "Келісемін: есептеледі", "D’accord : il compte";
    Withdraw: "Withdraw", "اسحب الاقتراح", "پێشنیارەکە بکشێنەوە", "Tërhiqeni", "Қайтарып алу", "Retirer";
    ProposedBy: "Proposed by", "اقترحه", "پێشنیارکراو لەلایەن", "Propozuar nga", "Ұсынған", "Proposé par";
    SecondPerson: "Another person must agree.", "يجب أن يوافق شخص آخر.", "دەبێت کەسێکی تر ڕازی بێت.", "Duhet të pajtohet një person tjetër.", "Басқа адам келісуі керек.", "Une autre personne doit être d’accord.";
    OverAir: "Received", "المستلم", "وەرگیراو", "E marrë", "Келгені", "Reçu";
    OnCard: "Card", "البطاقة", "کارت", "Karta", "Картада", "Carte";
    NoCards: "No card was compared yet.", "لم تُطابق أي بطاقة بعد.", "هێشتا هیچ کارتێک بەراورد نەکراوە.", "Ende nuk u krahasua asnjë kartë.", "Әлі ешбір карта салыстырылған жоқ.", "Aucune carte n’a encore été comparée.";
}

/// A language and how to say things in it.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    /// The language.
    pub(super) language: Language,
    words: Words,
    /// Languages of names, the preferred one first.
    names: Vec<String>,
}

impl Voice {
    pub(super) fn new(language: Language, definition: &ElectionDefinition) -> Self {
        let digits: Digits = definition.rules.tape.digits;
        let own = language.tag().to_owned();
        let names = [vec![own.clone()], definition.election.languages.clone()].concat();
        Self { language, words: Words::new(&[own], digits), names }
    }

    /// A text of pages.
    pub(super) const fn say(&self, phrase: Phrase) -> &'static str {
        phrase.text(self.language)
    }

    /// A word of the tapes.
    pub(super) fn label(&self, word: Word) -> String {
        plain(&self.words.label(word).first)
    }

    /// A number in the election's digits.
    pub(super) fn number(&self, number: impl Into<u64>) -> String {
        self.words.number(number.into())
    }

    /// Digits of a time or date in the election's.
    pub(super) fn digits(&self, text: &str) -> String {
        self.words.digits(text)
    }

    /// How much `part` is of `whole`; a dash of nothing.
    pub(super) fn percent(&self, part: u64, whole: u64) -> String {
        self.words.percent(part, whole).map_or_else(|| "–".to_owned(), |share| plain(&share.first))
    }

    /// A name in this language, or the next one that the election has.
    pub(super) fn name<'a>(&self, names: &'a Names) -> &'a str {
        names.pick(&self.names)
    }

    /// Which way the page reads.
    pub(super) fn direction(&self) -> &'static str {
        if matches!(self.language, Language::Ar | Language::Ckb) { "rtl" } else { "ltr" }
    }
}

/// Elements of the page keep directions apart themselves.
fn plain(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

/// The name of a language in itself.
pub(super) const fn own_name(language: Language) -> &'static str {
    match language {
        Language::Ar => "العربية",
        Language::Ckb => "کوردی",
        Language::Sq => "Shqip",
        Language::Kk => "Қазақша",
        Language::En => "English",
        Language::Fr => "Français",
    }
}

/// The languages of an election's pages: its own as far as there are texts in them, and English.
pub(super) fn languages(definition: &ElectionDefinition) -> Vec<Language> {
    let own = definition.election.languages.iter().filter_map(|tag| Language::of(tag));
    let mut languages: Vec<Language> = Vec::new();
    for language in own.chain([Language::En]) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_every_language_and_no_two_states_are_called_alike() {
        for language in Language::ALL {
            let texts: Vec<&str> = Phrase::ALL.iter().map(|phrase| phrase.text(language)).collect();
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{language:?}");
            let states = [
                Phrase::NotHeard,
                Phrase::Open,
                Phrase::Held,
                Phrase::Annulled,
                Phrase::StateCounted,
                Phrase::StateFinal,
                Phrase::Differing,
            ];
            let mut named: Vec<&str> = states.iter().map(|state| state.text(language)).collect();
            named.sort_unstable();
            named.dedup();
            assert_eq!(named.len(), states.len(), "{language:?}");
        }
    }
}
