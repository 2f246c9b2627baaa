//! Collected cards in bulk, whole and damaged; the evidence of a difference; a lost card from paper.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::{GrayImage, Luma};
use rts::store::{Identity, Journal, Places};
use rts_core::packet::Verdict;
use rts_core::record::SignedRecord;
use rts_core::seal::open_package;
use rts_core::tape::Paper;
use rts_core::tape::code::{Symbol, symbols_of};
use serde_json::Value;

use crate::office::{Office, Serving, card, head_of_provisioning};
use crate::world::{Unit, result};

fn laid(office: &Office, card: &Path, name: &str) -> PathBuf {
    let place = office.path(name);
    fs::create_dir_all(&place).unwrap();
    fs::copy(card.join("journal.db"), place.join("journal.db")).unwrap();
    place
}

fn outcomes(loaded: &Value) -> Vec<(String, String)> {
    let cards = loaded["cards"].as_array().unwrap().iter();
    let name = |card: &Value| card["card"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    cards.map(|it| (name(it), it["outcome"].as_str().unwrap().to_owned())).collect()
}

fn of<'a>(loaded: &'a Value, name: &str) -> &'a Value {
    let cards = loaded["cards"].as_array().unwrap();
    cards.iter().find(|it| it["card"].as_str().unwrap().ends_with(name)).unwrap()
}

#[test]
fn cards_are_loaded_in_bulk_and_one_bad_one_stops_no_other() {
    let office = Office::new();
    let (one, two, three) = (office.unit(1, true), office.unit(2, true), office.unit(3, true));
    let serving = Serving::start(&office);
    let (card_one, signed_one) = card(&office, &one, 1, result(100));
    let signed_two = two.sign_after(1, result(100), head_of_provisioning(&two));
    let (card_two, _) = card(&office, &two, 1, result(200));
    let (card_three, signed_three) = card(&office, &three, 1, result(120));
    for (station, unit, signed) in
        [(1, &one, &signed_one), (2, &two, &signed_two), (3, &three, &signed_three)]
    {
        assert_eq!(serving.exchange(station, unit.packet(signed)).verdict, Verdict::Accepted);
    }
    serving.end();

    laid(&office, &card_one, "cards/A-01");
    laid(&office, &card_two, "cards/A-02");
    // The first page is torn: nobody can open the database, and the record lies in another page.
    let torn = laid(&office, &card_three, "cards/torn").join("journal.db");
    let mut bytes = fs::read(&torn).unwrap();
    bytes[..4096].fill(0);
    fs::write(&torn, bytes).unwrap();
    // Cards that lie under another station's label, of another election, and of nobody.
    laid(&office, &card_one, "cards/swapped/A-03");
    laid(&office, &of_another_election(&office), "cards/x-foreign");
    fs::write(office.path("cards/x-noise.db"), [7; 9000]).unwrap();
    fs::create_dir(office.path("cards/x-nothing")).unwrap();

    let load =
        ["--json", "card", "load", "HOUSE", "--evidence", "DIR/evidence", "DIR/cards", "DIR/cards/x-nothing"];
    let loaded = office.run(&load);
    assert_eq!(loaded.code, 1, "{}", loaded.error);
    assert!(loaded.error.contains("[7/7]"), "progress is shown: {}", loaded.error);
    let loaded = loaded.json();
    let expected = [
        ("A-01", "equal"),
        ("A-02", "differs"),
        ("A-03", "refused"),
        ("torn", "recovered"),
        ("x-foreign", "refused"),
        ("x-noise.db", "refused"),
        ("x-nothing", "refused"),
    ];
    assert_eq!(outcomes(&loaded), expected.map(|(name, outcome)| (name.to_owned(), outcome.to_owned())));
    let lines = of(&loaded, "A-02")["findings"][0]["lines"].as_array().unwrap().clone();
    assert!(lines.len() == 2 && lines.iter().all(|line| line["class"] == "swap"), "{lines:?}");
    for (name, code, why) in [
        ("A-03", "J04", "lies under A-03 and is of A-01: cards were swapped"),
        ("x-foreign", "J08", "election 8"),
        ("x-noise.db", "J01", "nothing of it can be used"),
        ("x-nothing", "J01", "missing"),
    ] {
        let card = of(&loaded, name);
        assert_eq!(card["refusal"], code, "{card}");
        assert!(card["why"].as_str().unwrap().contains(why), "{card}");
    }
    check_evidence(&office, &PathBuf::from(of(&loaded, "A-02")["evidence"].as_str().unwrap()));

    let again = office.run(&load).json();
    assert_eq!(again["cards"], loaded["cards"]);
    office.done(&["export", "HOUSE", "--out", "DIR/export"]);
    let events: Value =
        serde_json::from_slice(&fs::read(office.path("export/events.json")).unwrap()).unwrap();
    let events = events["Device"][0]["Event"].as_array().unwrap();
    let compared = events.iter().filter(|it| it["Id"] == "card-compared").count();
    assert_eq!(compared, 3, "the second time changes nothing");
    let status = office.done(&["status", "HOUSE"]);
    assert_eq!((&status["progress"]["compared"], &status["progress"]["differing"]), (&2.into(), &1.into()));
}

/// A card of a box that was provisioned for election 8.
fn of_another_election(office: &Office) -> PathBuf {
    let (internal, card) = (office.path("other/internal"), office.path("other/card"));
    for folder in [&internal, &card] {
        fs::create_dir_all(folder).unwrap();
    }
    let identity = Identity { election: 8, device: 102, station: 2, public_key: [3; 32] };
    let lock = office.path("other/lock");
    let places = Places { internal, card: card.clone(), lock, card_is_mounted: false, ballast: 0 };
    Journal::create(places, identity).unwrap();
    card
}

/// The bundle verifies without the center, and no longer once a bit of it is changed.
fn check_evidence(office: &Office, folder: &Path) {
    let verify = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rts"));
        command.current_dir(folder).args(["verify", "--package", "package.json", "--key", "roster.json"]);
        command.arg("--root-key").arg(office.path("keys/root.pub"));
        command.args(["air/0001-result.bin", "air/0001-result.receipt.bin", "card/0001-result.bin"]);
        command.output().unwrap()
    };
    let verified = verify();
    let text = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && text.contains("Everything verifies"), "{text}");
    let sums = Command::new("sha256sum").current_dir(folder).args(["--quiet", "-c", "SHA256SUMS"]).output();
    assert!(sums.unwrap().status.success());
    let lines = fs::read_to_string(folder.join("lines.csv")).unwrap();
    assert!(lines.contains("100,200,swap") && lines.contains("200,100,swap"), "{lines}");
    let record = folder.join("card/0001-result.bin");
    let whole = fs::read(&record).unwrap();
    let mut forged = whole.clone();
    forged[30] ^= 1;
    fs::write(&record, forged).unwrap();
    assert_eq!(verify().status.code(), Some(1));
    fs::write(&record, whole).unwrap();
}

#[test]
fn two_cards_of_one_box_that_tell_two_stories_are_not_both_believed() {
    let office = Office::new();
    let one = office.unit(1, true);
    let serving = Serving::start(&office);
    let (card_one, signed) = card(&office, &one, 1, result(100));
    serving.exchange(1, one.packet(&signed));
    serving.end();
    let (other, _) = card(&office, &one, 2, result(90));
    let places = [&card_one, &other].map(|place| place.to_str().unwrap().to_owned());
    let loaded = office.run(&["--json", "card", "load", "HOUSE", &places[0], &places[1], &places[0]]).json();
    assert_eq!(loaded["compared"], 2, "the same place twice is one card");
    assert_eq!(loaded["cards"][0]["outcome"], "equal");
    assert_eq!(
        (&loaded["cards"][1]["outcome"], &loaded["cards"][1]["refusal"]),
        (&"refused".into(), &"J03".into())
    );
}

fn codes(office: &Office, unit: &Unit, signed: &SignedRecord) -> Vec<Symbol> {
    let package = fs::read(office.path("package.json")).unwrap();
    symbols_of(signed, &open_package(&package, &unit.credentials.root_key).unwrap().digest, Paper::Mm80)
}

/// A code as it stands on paper.
fn photograph(office: &Office, symbol: &Symbol) -> String {
    let drawing = symbol.draw(Paper::Mm80).unwrap();
    let (width, height) = (u32::from(drawing.width()), drawing.height());
    let picture = GrayImage::from_fn(width + 80, height + 80, |x, y| {
        let inside = (40..40 + width).contains(&x) && (40..40 + height).contains(&y);
        let black = inside && drawing.get(u16::try_from(x - 40).unwrap(), y - 40);
        Luma([if black { 0 } else { 255 }])
    });
    let path = office.path("tape.png");
    picture.save(&path).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_lost_card_is_made_good_from_the_codes_of_a_tape_and_marked_so() {
    let office = Office::new();
    let (one, two) = (office.unit(1, true), office.unit(2, true));
    let serving = Serving::start(&office);
    let (heard, unheard) = (one.sign(1, result(100)), two.sign(1, result(150)));
    serving.exchange(1, one.packet(&heard));
    serving.end();
    let picture = photograph(&office, &codes(&office, &one, &heard)[0]);
    let recovered = office.done(&["card", "recover", "HOUSE", &picture]);
    assert_eq!((&recovered["outcome"], &recovered["source"]), (&"recovered".into(), &"tape".into()));

    let text = &codes(&office, &two, &unheard)[0].text;
    let only_paper = office.run(&["--json", "card", "recover", "HOUSE", text]);
    assert_eq!((only_paper.code, &only_paper.json()["outcome"]), (1, &"incomplete".into()));
    assert_eq!(office.done(&["status", "HOUSE"])["progress"]["silent"], 2, "nothing enters unasked");
    let received = office.done(&["card", "recover", "HOUSE", "--receive", text]);
    assert_eq!(received["received"].as_array().unwrap().len(), 1);
    let status = office.done(&["status", "HOUSE"]);
    assert_eq!(status["stations"][1]["progress"], "accepted", "{status}");
    assert_eq!(status["stations"][1]["flags"], serde_json::json!(["from-tape"]));
    let again = office.run(&["--json", "card", "recover", "HOUSE", "--receive", text]).json();
    assert_eq!(again["received"], serde_json::json!([]), "once only");
    assert_eq!(again["outcome"], "incomplete", "paper that agrees with itself proves nothing");

    let mut forged = unheard.clone();
    forged.signature[0] ^= 1;
    let forged = &codes(&office, &two, &forged)[0].text;
    let refused = office.run(&["--json", "card", "recover", "HOUSE", "--receive", forged]);
    assert_eq!((refused.code, refused.json()["stopped"]["code"].as_str()), (65, Some("R01")));
    let nothing = office.run(&["--json", "card", "recover", "HOUSE", "DIR/package.json"]);
    assert_eq!(nothing.json()["stopped"]["code"], "R09");
}
