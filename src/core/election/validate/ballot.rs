//! Contests, lists, candidates and ballot styles.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    COUNT_LIMIT, MAXIMUM_BALLOT_CONTESTS, MAXIMUM_CANDIDATES, MAXIMUM_CONTEST_LINES, MAXIMUM_CONTESTS,
    invalid, text,
};
use crate::election::definition::{BallotStyle, Candidate, Choices, Contest, List};
use crate::election::refusal::Refusal;

const MAXIMUM_VOTES_ALLOWED: u32 = 1_000;
const MAXIMUM_WEIGHT: u32 = 65_535;

/// Checks every contest.
pub(super) fn contests(contests: &[Contest]) -> Result<(), Refusal> {
    if contests.is_empty() || contests.len() > MAXIMUM_CONTESTS {
        return Err(invalid(
            "contests",
            format!("expected 1 to {MAXIMUM_CONTESTS}, found {}", contests.len()),
        ));
    }
    let mut ids = BTreeSet::new();
    for contest in contests {
        text::id("contest", &contest.id)?;
        if !ids.insert(&contest.id) {
            return Err(invalid(format!("contest {}", contest.id), "the identifier stands there twice"));
        }
        one_contest(contest)?;
    }
    let candidates = contests.iter().map(Contest::candidate_count).fold(0, usize::saturating_add);
    if candidates > MAXIMUM_CANDIDATES {
        return Err(invalid("contests", format!("{candidates} candidates, at most {MAXIMUM_CANDIDATES}")));
    }
    Ok(())
}

fn one_contest(contest: &Contest) -> Result<(), Refusal> {
    let place = format!("contest {}", contest.id);
    text::names(&*place, &contest.name)?;
    if !(1..=MAXIMUM_VOTES_ALLOWED).contains(&contest.votes_allowed) {
        return Err(invalid(place, format!("votes allowed: expected 1 to {MAXIMUM_VOTES_ALLOWED}")));
    }
    if let Some(weights) = contest.coding
        && (!(1..=MAXIMUM_WEIGHT).contains(&weights.a) || weights.b > MAXIMUM_WEIGHT)
    {
        return Err(invalid(place, format!("coding: expected weights up to {MAXIMUM_WEIGHT}, a at least 1")));
    }
    let lists = match &contest.choices {
        Choices::Candidates(_) => 0,
        Choices::Lists(lists) => lists.len(),
    };
    let lines = contest.candidate_count().saturating_add(lists);
    if !(1..=MAXIMUM_CONTEST_LINES).contains(&lines) {
        return Err(invalid(place, format!("expected 1 to {MAXIMUM_CONTEST_LINES} lines, found {lines}")));
    }
    match &contest.choices {
        Choices::Candidates(all) => candidates(&place, all),
        Choices::Lists(all) => self::lists(&place, all),
    }
}

fn lists(place: &str, lists: &[List]) -> Result<(), Refusal> {
    let mut numbers = BTreeSet::new();
    for list in lists {
        let place = format!("{place}, list {}", list.number);
        if !numbers.insert(list.number) {
            return Err(invalid(place, "the number stands there twice"));
        }
        text::names(&*place, &list.name)?;
        if list.candidates.is_empty() && !list.list_vote {
            return Err(invalid(place, "nobody on the list can be voted for"));
        }
        candidates(&place, &list.candidates)?;
    }
    Ok(())
}

fn candidates(place: &str, candidates: &[Candidate]) -> Result<(), Refusal> {
    let mut numbers = BTreeSet::new();
    for candidate in candidates {
        let place = format!("{place}, candidate {}", candidate.number);
        if !numbers.insert(candidate.number) {
            return Err(invalid(place, "the number stands there twice"));
        }
        text::names(&*place, &candidate.name)?;
        candidate
            .party
            .as_deref()
            .map_or(Ok(()), |party| text::text(format_args!("{place}, party"), party))?;
    }
    Ok(())
}

/// Checks every style; hands back the votes that one ballot of each style has.
pub(super) fn styles<'a>(
    styles: &'a [BallotStyle],
    contests: &[Contest],
) -> Result<BTreeMap<&'a str, u32>, Refusal> {
    let allowed: BTreeMap<_, _> = contests.iter().map(|it| (it.id.as_str(), it.votes_allowed)).collect();
    let mut votes = BTreeMap::new();
    for style in styles {
        text::id("style", &style.id)?;
        if votes.insert(style.id.as_str(), one_style(style, &allowed)?).is_some() {
            return Err(invalid(format!("style {}", style.id), "the identifier stands there twice"));
        }
    }
    Ok(votes)
}

fn one_style(style: &BallotStyle, allowed: &BTreeMap<&str, u32>) -> Result<u32, Refusal> {
    let place = format!("style {}", style.id);
    if !(1..=MAXIMUM_BALLOT_CONTESTS).contains(&style.contests.len()) {
        return Err(invalid(place, format!("expected 1 to {MAXIMUM_BALLOT_CONTESTS} contests")));
    }
    let mut seen = BTreeSet::new();
    let mut votes = 0_u32;
    for id in &style.contests {
        let Some(more) = allowed.get(id.as_str()) else {
            return Err(invalid(place, format!("there is no contest {id}")));
        };
        if !seen.insert(id) {
            return Err(invalid(place, format!("contest {id} stands there twice")));
        }
        votes = votes.saturating_add(*more).min(COUNT_LIMIT);
    }
    Ok(votes)
}
