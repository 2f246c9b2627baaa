//! The real daemon lives whole days. It is killed (SIGKILL) at random moments of a day, again and again, and started again each time. Whatever
//! the moment: nothing that was acknowledged is lost, the center has exactly one result, every attempt at a sheet has its
//! own number, and both copies of the journal verify.

mod center;
mod checks;
mod day;
mod election;
mod loud;

use std::time::{Duration, Instant};

use rts::lab::chance::Chance;

use day::Day;

/// Kills to be survived.
const KILLS: usize = 50;
/// Seed of the moments; the processes' turns on the machine are not in our hands.
const SEED: u64 = 1;
/// Longer means that something hangs.
const LIMIT: Duration = Duration::from_secs(170);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daemon_that_is_killed_at_any_moment_loses_nothing_and_does_nothing_twice() {
    let began = Instant::now();
    let mut chance = Chance::new(SEED);
    let (mut kills, mut days, mut met) = (0, 0, checks::Met::default());
    while kills < KILLS {
        let left = LIMIT.saturating_sub(began.elapsed());
        let mut day = Day::new(chance.between(0, u64::MAX)).await;
        let lived = tokio::time::timeout(left, day.live(&mut chance)).await;
        assert!(lived.is_ok(), "day {days} hangs after {kills} kills: {}", day.last_words().await);
        kills += lived.unwrap();
        days += 1;
        checks::all(day.end().await, &mut met);
    }
    println!("{kills} kills in {days} days, {:.0} s; {met:?}", began.elapsed().as_secs_f64());
    assert!(met.sheets > 0 && met.sessions > 0 && met.starts > days, "no kill met anything: {met:?}");
}
