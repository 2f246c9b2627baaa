//! Media that say that a sync is done while it is not. No setting of SQLite's helps against those; the other medium does.

use crash_vfs::{Damage, Disk, Model, Operation};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::cuts::{Count, Judge};
use super::day::{Day, Promise};

/// Writes of a file that a liar has in its cache when the power goes.
const CACHED: usize = 64;
/// Every so many operations the power goes.
const STEP: usize = 5;

const HONEST: Model = Model::honest(Damage::Trashed(512), true);
const LIAR: Model = Model { cached: Some(CACHED), ..Model::honest(Damage::Torn(4096), true) };

/// Cuts the power over the day. What a liar promised is not asked of it.
fn cut(internal: Model, card: Model, ask: impl Fn(Promise) -> Promise) -> Count {
    let day = Day::lived();
    let mut judge = Judge::new(day);
    let mut disks = [(internal, "internal"), (card, "card")].map(|(model, name)| {
        let folder = day.folder.join(name);
        let mine = day.before.iter().filter(|(path, _)| path.starts_with(&folder));
        let image = mine.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        (Disk::with(model, &image), folder)
    });
    for (number, operation) in day.operations.iter().enumerate() {
        for (disk, folder) in &mut disks {
            if Operation::path(operation).is_some_and(|path| path.starts_with(folder)) {
                disk.apply(operation);
            }
        }
        let promise = day.promise(number + 1);
        if promise.acknowledged > 0 && number % STEP == 0 {
            let mut chance = StdRng::seed_from_u64(number as u64);
            let mut image = disks[0].0.cut(&mut chance);
            image.extend(disks[1].0.cut(&mut chance));
            judge.look(&image, &day.folder, ask(promise));
        }
    }
    judge.count
}

#[test]
fn when_one_medium_lies_about_its_syncs_the_other_one_has_everything() {
    let card = cut(HONEST, LIAR, |promise| Promise { card: 0, ..promise });
    let internal = cut(LIAR, HONEST, |promise| Promise { internal: 0, ..promise });
    println!("{:32} {}", "who lies", Count::HEAD);
    println!("{:32} {card}", "the card");
    println!("{:32} {internal}", "the internal medium");
    assert!(card.is_clean() && internal.is_clean(), "{card:?}, {internal:?}");
}

#[test]
fn when_both_media_lie_entries_are_lost_and_none_is_ever_another_than_was_written() {
    let both = cut(LIAR, LIAR, |promise| promise);
    println!("{:32} {}", "who lies", Count::HEAD);
    println!("{:32} {both}", "both media: the known limit");
    assert!(both.lost + both.closed > 0, "disks that lie and lose nothing prove nothing: {both:?}");
    assert_eq!(both.wrong, 0, "the chain tells what is true");
}
