//! Which stations of a data set are imported, and what of the package is left over once they are chosen.

use std::collections::BTreeSet;

use rand::{SeedableRng, rngs::StdRng, seq::index};
use rts_core::election::ElectionDefinition;

use super::{Choice, Error, Source};

/// The chosen stations of `all`, in their order: those that `place` knows by the text asked for, then a draw of them.
///
/// # Errors
///
/// Fails if none is left.
pub(super) fn stations<T>(all: Vec<T>, choice: &Choice, place: impl Fn(&T) -> &str) -> Result<Vec<T>, Error> {
    let wanted = |it: &T| choice.place.as_deref().is_none_or(|text| place(it).contains(text));
    let mut left: Vec<T> = all.into_iter().filter(wanted).collect();
    if let Some(count) = choice.stations.filter(|&count| count < left.len()) {
        let mut chance = StdRng::seed_from_u64(choice.seed);
        let drawn: BTreeSet<usize> = index::sample(&mut chance, left.len(), count).into_iter().collect();
        left = left.into_iter().zip(0..).filter(|(_, at)| drawn.contains(at)).map(|(it, _)| it).collect();
    }
    if left.is_empty() { Err(Error::NoStation) } else { Ok(left) }
}

/// Leaves out the styles and contests of a source that none of its stations uses.
pub(super) fn prune(source: Source) -> Source {
    let Source { mut definition, tallies } = source;
    let ElectionDefinition { contests, styles, stations, .. } = &mut definition;
    let used: BTreeSet<&str> = stations.iter().map(|station| station.style.as_str()).collect();
    styles.retain(|style| used.contains(style.id.as_str()));
    let used: BTreeSet<&str> =
        styles.iter().flat_map(|style| style.contests.iter().map(String::as_str)).collect();
    contests.retain(|contest| used.contains(contest.id.as_str()));
    Source { definition, tallies }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_keeps_the_order_and_depends_on_its_seed_alone() {
        let all: Vec<String> = (10..60).map(|number| number.to_string()).collect();
        let draw = |seed, count| {
            let choice = Choice { stations: Some(count), seed, ..Choice::default() };
            stations(all.clone(), &choice, |it| it).unwrap()
        };
        assert_eq!(draw(1, 20), draw(1, 20));
        assert_ne!(draw(1, 20), draw(2, 20));
        assert!(draw(3, 20).is_sorted());
        assert_eq!(draw(1, 20).len(), 20);
        assert_eq!(draw(1, 99), all);
        let choice = Choice { place: Some("5".to_owned()), ..Choice::default() };
        assert_eq!(stations(all.clone(), &choice, |it| it).unwrap().len(), 14);
        let nowhere = Choice { place: Some("x".to_owned()), ..Choice::default() };
        assert!(matches!(stations(all, &nowhere, |it| it), Err(Error::NoStation)));
    }
}
