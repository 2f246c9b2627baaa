//! Letters held against other people's shapers: HarfBuzz for the forms and places of glyphs, FriBidi for their order.
//!
//! Real names of three countries' ballots, every text of a tape in every language, and lines that are hard on purpose.
//! `tests/peers/setup.sh` puts the peers under target/peers; what it cannot get it names, and the test fails.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rts_core::tape::letters::{Direction, Run, missing, shape};
use serde_json::{Value, json};

const HARD: [&str; 25] = [
    "السيد محمد عبد الله – حزب ABC (القائمة 12) لا إله إلا الله",
    "مُحَمَّدٌ رَسُولُ اللَّهِ، إِنَّ الأَصْوَاتَ: ٢٬٠٠٠ من ٣٤٥٫٥٪",
    "الورقة ٣ من ٥ [نسخة «أولى» {أصل}] ≥ 12 - 34 × 2 = ٦",
    "حزب \u{2068}John Smith\u{2069} – \u{2068}قائمة 5\u{2069}، \u{2067}(abc)\u{2069} \u{2066}1-2\u{2069}",
    "2026-11-22 14:05:33 +03:00 في ٢٢/١١/٢٠٢٦",
    "ئەنجامی هەڵبژاردن لە بنکەی دەنگدانی ژمارە ٢٣٤: ڕ ڤ ڵ ۆ ێ ە پ چ گ ژ",
    "کۆی دەنگە دروستەکان – لیستی یەکێتی نیشتمانیی کوردستان (١٢) مه\u{200c}که\u{200d}",
    "رئیس جمهور: می\u{200c}خواهم ۱۲۳۴۵۶ رأی، ولایتۀ بلخ",
    "ټ ځ څ ډ ړ ږ ښ ګ ڼ ې خوږه غورځنګ څمکنی",
    "Дауыс беру қорытындысы: Әлия Қуанышқызы Ғабит Ңұрлан Өмірбек Үмбет Һ Ілияс № 15",
    "Сайлау учаскесі «Жеңіс» — 1 234 дауыс … ✓ ✗ × ≤ ≥ =",
    "Избирательный участок ALFA-7, протокол Щёкино; Българска избирателна комисия",
    "Fletë votimi të vlefshme: Çlirim Përparim Ëndërr, Zëri i Popullit",
    "Procès-verbal : élection de l’Assemblée « Œuvre » n° 5, “fin” ‘x’",
    "Año Ñuñez Peñafrancia; ¿Señor? ¡Sí! Bagong Alyansang Pilipino",
    "Çağrı Işık İnönü Şükrü, Ștefan Țepeș, IJsselmeer, Łódź, Ærø, fi ffi fl AVATAR To.",
    "e\u{301}a\u{308} s\u{327} n\u{303}o A\u{30a} И\u{306}",
    "7KQ2-M9XD-0A4B-TTZ1 (SHA-256) 12,345.67 % 3/5 A/B",
    "عربي english עברית кириллица ١٢٣ 123",
    "عربي עברית ١٢ سلام, latin кириллица latin",
    "((سلام)) [a(ب]c) <x> «ج» ‹y›",
    "",
    " ",
    "1٢3۴ -5 +٦ ۷%",
    "لا لأ لإ لآ للا ﻻ كلا ڵا ڵۆ فلسطين پێشمەرگە",
];

#[test]
fn glyphs_places_and_order_are_those_of_harfbuzz_and_fribidi() {
    let mut lines = BTreeSet::from(HARD.map(str::to_owned));
    let names = names();
    assert!(names.len() > 1500, "the ballots' names");
    lines.extend(names);
    let labels = labels(&root().join("src/core/tape/words"));
    assert!(labels.len() > 600, "the labels of six languages");
    lines.extend(labels);

    let mut asked = Vec::new();
    for text in &lines {
        for bold in [false, true] {
            for direction in [Direction::LeftToRight, Direction::RightToLeft] {
                asked.push((text.as_str(), direction, shape(text, bold, direction), bold));
            }
        }
    }
    let answers =
        peer(asked.iter().map(|(text, direction, runs, bold)| question(text, *direction, runs, *bold)));
    assert_eq!(answers.len(), asked.len());
    for ((text, direction, runs, _), answer) in asked.iter().zip(&answers) {
        let glyphs: Vec<_> = runs.iter().map(glyphs).collect();
        assert_eq!(json!(glyphs), answer["runs"], "glyphs of {text:?}, {direction:?}");
        assert_eq!(order(text, runs), seen(text, &answer["order"]), "order of {text:?}, {direction:?}");
    }
}

/// Runs as the peer takes them.
fn question(text: &str, direction: Direction, runs: &[Run], bold: bool) -> Value {
    let runs: Vec<_> = runs
        .iter()
        .map(|run| {
            json!({
                "start": run.letters.start,
                "end": run.letters.end,
                "rtl": run.direction == Direction::RightToLeft,
                "script": str::from_utf8(&run.script).unwrap(),
            })
        })
        .collect();
    json!({"text": text, "bold": bold, "rtl": direction == Direction::RightToLeft, "runs": runs})
}

fn glyphs(run: &Run) -> Value {
    run.glyphs.iter().map(|g| json!([g.id, g.cluster, g.advance, g.right, g.up])).collect()
}

/// Places of the characters from left to right, by our runs.
fn order(text: &str, runs: &[Run]) -> Vec<usize> {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut order = Vec::new();
    for run in runs {
        let own =
            places.iter().enumerate().filter(|(_, at)| run.letters.contains(at)).map(|(place, _)| place);
        let mut own: Vec<usize> = own.collect();
        if run.direction == Direction::RightToLeft {
            own.reverse();
        }
        order.extend(own);
    }
    without_controls(text, order)
}

/// Places of the characters from left to right, by the peer.
fn seen(text: &str, answer: &Value) -> Vec<usize> {
    let places: Vec<usize> = serde_json::from_value(answer.clone()).unwrap();
    without_controls(text, places)
}

/// Direction controls have no place of their own, and each program leaves them where it likes.
fn without_controls(text: &str, order: Vec<usize>) -> Vec<usize> {
    let letters: Vec<char> = text.chars().collect();
    let drawn = |place: &usize| !matches!(letters[*place], '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}');
    order.into_iter().filter(drawn).collect()
}

#[test]
fn every_name_of_the_ballots_can_be_drawn() {
    let undrawn: Vec<_> = names().into_iter().filter_map(|name| Some((missing(&name)?, name))).collect();
    assert_eq!(undrawn, []);
}

/// Names of real ballots: the Afghan ones in each language that they have, and every text of the other elections.
fn names() -> BTreeSet<String> {
    let elections = root().join("fixtures/elections");
    let lines = fs::read_to_string(elections.join("afghanistan-2010/names.jsonl")).unwrap();
    let mut names = BTreeSet::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let languages = ["english", "dari", "pashto"];
        names.extend(languages.iter().filter_map(|language| line[language].as_str().map(str::to_owned)));
    }
    for election in ["netherlands-2025", "philippines-2025"] {
        let package = fs::read_to_string(elections.join(election).join("package.json")).unwrap();
        strings(&serde_json::from_str(&package).unwrap(), &mut names);
    }
    names
}

fn strings(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

/// Texts of the Fluent files below a folder, a number in place of what is filled in.
fn labels(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).expect("the words of tapes").flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts.extend(labels(&path));
        } else if path.extension().is_some_and(|end| end == "ftl") {
            let file = fs::read_to_string(&path).unwrap();
            let lines = file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
            texts.extend(
                lines.map(|line| filled(line.split_once(" = ").map_or(line, |(_, text)| text).trim())),
            );
        }
    }
    texts
}

/// A text with every placeable as a number.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut depth = 0;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                filled.push_str("\u{2068}12\u{2069}");
            }
            _ if depth > 0 => {}
            _ => filled.push(letter),
        }
    }
    filled
}

/// What the peer answers.
fn peer(questions: impl Iterator<Item = Value>) -> Vec<Value> {
    let setup = Command::new(root().join("tests/peers/setup.sh")).output().expect("a shell");
    assert!(setup.status.success(), "no peers: {}", String::from_utf8_lossy(&setup.stderr));
    let fonts = root().join("src/core/tape/letters/fonts");
    let mut peer = Command::new(root().join("target/peers/venv/bin/python"))
        .arg(root().join("tests/peers/shape.py"))
        .args([fonts.join("DejaVuSans.ttf"), fonts.join("DejaVuSans-Bold.ttf")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ask = peer.stdin.take().unwrap();
    let questions: Vec<u8> = questions.flat_map(|question| format!("{question}\n").into_bytes()).collect();
    let asking = std::thread::spawn(move || ask.write_all(&questions));
    let output = peer.wait_with_output().unwrap();
    asking.join().unwrap().unwrap();
    assert!(output.status.success(), "the peer stopped");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
