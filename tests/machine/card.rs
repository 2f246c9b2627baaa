//! A card in the hands of people: pulled, swapped, write-protected, damaged, full, put back, replaced by a blank one.

use std::fs;
use std::path::Path;

use rts::store::{Identity, read_card, write_copy};
use rts_core::journal::{Entry, Event, Stamp};

use super::station::{Station, Wishes, entries_of, ids, image, in_own_mounts, mount, pull, run};

/// Puts a copy of a journal on a new card.
fn written(station: &Station, name: &str, identity: &Identity, entries: &[Entry]) -> std::path::PathBuf {
    let (file, at) = (station.path(name), station.path("workshop"));
    image(&file, 8);
    fs::create_dir_all(&at).unwrap();
    mount(&file, &at, "rw");
    if !entries.is_empty() {
        write_copy(&at, identity, entries).unwrap();
    }
    run("umount", &[at.to_str().unwrap()]);
    file
}

/// The codes of the card's failures, in order, and `""` where it came back.
fn story(entries: &[Entry]) -> Vec<String> {
    let told = |entry: &Entry| match &entry.event {
        Event::MediumFailed { why, .. } => Some(why.split(' ').next().unwrap().to_owned()),
        Event::MediumRestored { .. } => Some(String::new()),
        _ => None,
    };
    entries.iter().filter_map(told).collect()
}

#[test]
fn a_card_that_is_pulled_swapped_or_put_back_gets_the_right_word_and_comes_back_only_as_the_boxs_own() {
    if !in_own_mounts(
        "card::a_card_that_is_pulled_swapped_or_put_back_gets_the_right_word_and_comes_back_only_as_the_boxs_own",
    ) {
        return;
    }
    let mut station = Station::new(&Wishes { mounted: true, ..Wishes::default() });
    let (own, slot) = (station.path("own.img"), station.path("card"));
    image(&own, 8);
    mount(&own, &slot, "rw");
    station.provision();
    station.start(&[]);
    station.until_medium("");

    pull(&slot);
    let status = station.until_medium("J09");
    assert_eq!(status["media"], 1);
    station.done(station.rts(&["rehearse"]));

    let neighbor = Identity { device: 3002, station: 2, ..station.identity() };
    let past = Identity { election: 6, ..station.identity() };
    for (name, identity, code) in [("neighbor.img", &neighbor, "J04"), ("past.img", &past, "J08")] {
        let card = written(&station, name, identity, &entries_of(identity, 3));
        mount(&card, &slot, "rw");
        let before = fs::read(slot.join("journal.db")).unwrap();
        let status = station.until_medium(code);
        assert!(status["media_faults"][0].as_str().unwrap().contains("device"), "{status}");
        let adopted = station.act_together(&["card", "adopt"]);
        assert_eq!(adopted.refused(), "J15", "{adopted:?}");
        assert_eq!(fs::read(slot.join("journal.db")).unwrap(), before, "nothing is written to it");
        pull(&slot);
        station.until_medium("J09");
    }

    mount(&own, &slot, "ro");
    station.until_medium("J10");
    pull(&slot);
    station.until_medium("J09");
    mount(&own, &slot, "rw");
    let status = station.until_medium("");
    assert_eq!(status["media"], 2, "its own card comes back by itself");
    assert_eq!(station.act_together(&["card", "adopt"]).refused(), "J16");

    pull(&slot);
    station.until_medium("J09");
    station.done(station.rts(&["rehearse"]));
    mount(&own, &slot, "rw");
    station.until_medium("");
    station.stop();
    let (internal, card) = (station.copy("state"), station.copy("card"));
    assert_eq!(internal.entries, card.entries, "what it missed was added");
    assert_eq!(story(&internal.entries), ["J09", "J04", "J09", "J08", "J09", "J10", "J09", "", "J09", ""]);
}

#[test]
fn a_damaged_or_lost_card_is_replaced_by_a_blank_one_that_two_officials_adopt() {
    if !in_own_mounts("card::a_damaged_or_lost_card_is_replaced_by_a_blank_one_that_two_officials_adopt") {
        return;
    }
    let mut station = Station::new(&Wishes { mounted: true, reserve: 1, ..Wishes::default() });
    let (own, slot) = (station.path("own.img"), station.path("card"));
    image(&own, 8);
    mount(&own, &slot, "rw");
    station.provision();
    station.start(&[]);
    station.until_medium("");
    pull(&slot);
    station.until_medium("J09");

    mount(&own, &slot, "rw");
    station.until_medium("");
    pull(&slot);
    station.until_medium("J09");
    scribble(&own, &station.path("workshop"));
    mount(&own, &slot, "rw");
    let status = station.until_medium("J12");
    assert_eq!(status["media"], 1);
    assert_eq!(station.act_together(&["card", "adopt"]).refused(), "J12", "evidence is not overwritten");
    pull(&slot);
    station.until_medium("J09");

    let blank = written(&station, "blank.img", &station.identity(), &[]);
    mount(&blank, &slot, "rw");
    station.until_medium("J13");
    assert_eq!(station.act(1, &["card", "adopt"]).refused(), "A07", "one official is not enough");
    let adopted = station.act_together(&["card", "adopt"]);
    assert_eq!(adopted.code, 0, "{adopted:?}");
    assert_eq!(station.status()["media"], 2);
    let shown = station.rts(&["card", "status"]);
    assert!(shown.out.contains("card        in use") && shown.out.contains("reserve kept"), "{shown:?}");

    let copy = station.path("copy");
    let exported = station.rts(&["--json", "card", "export", "--out", copy.to_str().unwrap()]);
    assert_eq!(exported.code, 0, "{exported:?}");
    assert_eq!(station.rts(&["card", "export", "--out", copy.to_str().unwrap()]).refused(), "X02");
    station.stop();
    let (internal, card, copy) = (station.copy("state"), station.copy("card"), read_card(&copy).unwrap());
    assert_eq!(internal.entries, card.entries);
    assert_eq!(copy.entries, internal.entries[..copy.entries.len()]);
    assert_eq!(exported.json()["head"], format!("{:?}", copy.head));
    let by = internal
        .entries
        .iter()
        .filter(|entry| matches!(entry.event, Event::CardAdopted { by: Some(1), second: Some(2) }));
    assert!(by.count() >= 1, "{:?}", ids(&internal.entries));
    assert_eq!(story(&internal.entries), ["J09", "", "J09", "J12", "J09", "J13", ""]);
}

/// Spoils a page in the middle of the journal on a card.
fn scribble(card: &Path, at: &Path) {
    fs::create_dir_all(at).unwrap();
    mount(card, at, "rw");
    let file = at.join("journal.db");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(&file, bytes).unwrap();
    run("umount", &[at.to_str().unwrap()]);
}

#[test]
fn a_full_card_is_out_until_there_is_room_and_one_that_tells_another_story_stops_the_signing() {
    if !in_own_mounts(
        "card::a_full_card_is_out_until_there_is_room_and_one_that_tells_another_story_stops_the_signing",
    ) {
        return;
    }
    let mut station = Station::new(&Wishes { mounted: true, ..Wishes::default() });
    let (own, slot) = (station.path("own.img"), station.path("card"));
    image(&own, 8);
    mount(&own, &slot, "rw");
    station.provision();
    let early = station.copy("state").entries;
    station.start(&[]);
    station.until_medium("");

    fill(&slot.join("music"));
    station.until("the card is full", |station| {
        station.done(station.rts(&["rehearse"]));
        station.status()["media_faults"][0].as_str().is_some_and(|fault| fault.contains("J11"))
    });
    fs::remove_file(slot.join("music")).unwrap();
    station.until_medium("");

    pull(&slot);
    station.until_medium("J09");
    let mut other = early.clone();
    let mut chain = rts_core::journal::Chain::default();
    other.iter().for_each(|entry| chain.accept(entry).unwrap());
    other.push(chain.next(Stamp::default(), Event::Stopped));
    let twin = written(&station, "twin.img", &station.identity(), &other);
    mount(&twin, &slot, "rw");
    station.until_medium("J03");
    assert_eq!(station.act(1, &["open"]).refused(), "J03");
    pull(&slot);
    station.until_medium("J09");
    station.done(station.act(1, &["open"]));
    station.stop();
    assert_eq!(story(&station.copy("state").entries), ["J11", "", "J09", "J03", "J09"]);
}

/// Takes up every block of a file system.
pub(crate) fn fill(file: &Path) {
    use std::io::Write as _;
    let mut out = fs::File::create(file).unwrap();
    for size in [1 << 20, 4096, 512, 1] {
        while out.write_all(&vec![0; size]).is_ok() {}
    }
    let _ = out.sync_all();
}
