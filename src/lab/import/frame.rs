//! What published data does not say and every package needs: rules, officials, a register, keys still missing.
//!
//! Invariant: everything made up here says so where a person reads it.

use rts_core::election::{
    CommissionKeys, ElectionDefinition, ElectionInfo, FORMAT, Names, Official, Rules, Station, StationClass,
    Tolerances,
};

use super::Error;

/// What is particular to one data set.
pub(super) struct Frame {
    pub(super) name: Names,
    pub(super) authority: Names,
    pub(super) date: &'static str,
    pub(super) languages: &'static [&'static str],
    /// Opening and closing hour with offset, RFC 3339.
    pub(super) hours: [&'static str; 2],
}

/// The class of every imported station.
pub(super) const CLASS: &str = "general";

/// Six hours, as in Iraq.
const DEADLINE_MINUTES: u32 = 360;

/// An empty package of a frame.
///
/// # Errors
///
/// Fails if an hour of the frame is none.
pub(super) fn definition(frame: Frame, election: u16) -> Result<ElectionDefinition, Error> {
    let missing = || "00".repeat(32);
    let no_hour = |_| Error::Contradiction { station: "all".to_owned(), what: "an hour is none".to_owned() };
    let [opens, closes] = frame.hours;
    Ok(ElectionDefinition {
        format: FORMAT.to_owned(),
        election: ElectionInfo {
            id: election,
            version: 1,
            name: frame.name,
            authority: frame.authority,
            date: frame.date.to_owned(),
            languages: frame.languages.iter().map(|&tag| tag.to_owned()).collect(),
            test: false,
        },
        contests: Vec::new(),
        styles: Vec::new(),
        classes: vec![StationClass {
            id: CLASS.to_owned(),
            name: Names::one("en", "General voting"),
            opens: opens.parse().map_err(no_hour)?,
            closes: closes.parse().map_err(no_hour)?,
            deadline_minutes: DEADLINE_MINUTES,
            own_totals: false,
        }],
        stations: Vec::new(),
        rules: Rules {
            tolerances: Tolerances::default(),
            copies_before: 3,
            copies_after: 2,
            send_spread_seconds: 0,
            two_person: true,
            send_turnout: false,
            tape: Default::default(),
        },
        keys: CommissionKeys { receipt: vec![missing()], roster: missing() },
    })
}

/// A station of which the data says only some things.
pub(super) struct Place {
    pub(super) code: String,
    pub(super) name: Names,
    pub(super) district: String,
    pub(super) style: String,
    /// Registered voters, if published.
    pub(super) registered: Option<u32>,
    /// Ballots cast: what the register's stand-in is made from.
    pub(super) ballots: u32,
    pub(super) verification: bool,
}

/// The station at `position` of the data; its number is made of the digits of its code if all codes have some, else
/// it is the position.
pub(super) fn station(place: Place, number: u32) -> Station {
    Station {
        number,
        name: place.name,
        center: None,
        district: place.district,
        style: place.style,
        class: CLASS.to_owned(),
        registered: place.registered.unwrap_or_else(|| register(place.ballots)),
        verification: place.verification,
        languages: Vec::new(),
        officials: officials(number),
        code: place.code,
    }
}

/// Stand-in for a register that was not published: the ballots and a quarter more, rounded up to 50, at least 50.
fn register(ballots: u32) -> u32 {
    let voters = ballots.saturating_add(ballots.div_ceil(4)).max(1);
    voters.div_ceil(50).saturating_mul(50)
}

/// Three officials who do not exist.
fn officials(number: u32) -> Vec<Official> {
    const NAMES: [&str; 12] =
        ["Ana", "Bo", "Cai", "Dima", "Esi", "Farid", "Goran", "Hana", "Ilir", "Jana", "Kemal", "Luz"];
    let roles = ["presiding officer", "second official", "clerk"];
    let official = |(role, shift): (&str, u32)| {
        let index = number.wrapping_add(shift).wrapping_mul(5).wrapping_rem(12);
        let name =
            usize::try_from(index).ok().and_then(|index| NAMES.get(index)).copied().unwrap_or("Nobody");
        Official { name: format!("{name} Example (invented)"), role: role.to_owned() }
    };
    roles.into_iter().zip(0..).map(official).collect()
}

/// The number of each station: the digits of its code (`1901001-01` gives 190100101) if every code is made of digits
/// and hyphens, all numbers differ and fit; else its position in the data, from 1.
pub(super) fn numbers<'a>(codes: impl Iterator<Item = &'a str> + Clone) -> Vec<u32> {
    let digits = |code: &str| {
        let plain = code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        plain.then(|| code.replace('-', "").parse::<u32>().ok()).flatten()
    };
    let numbers: Option<Vec<u32>> = codes.clone().map(digits).collect();
    let distinct =
        |numbers: &Vec<u32>| numbers.iter().collect::<std::collections::BTreeSet<_>>().len() == numbers.len();
    numbers.filter(distinct).unwrap_or_else(|| codes.zip(1..).map(|(_, position)| position).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_digits_of_the_codes_or_else_positions() {
        let of = |codes: &[&str]| numbers(codes.iter().copied());
        assert_eq!(of(&["01100004", "46230005"]), [1_100_004, 46_230_005]);
        assert_eq!(of(&["1901001-01", "1901001-02"]), [190_100_101, 190_100_102]);
        assert_eq!(of(&["0668::SB2", "0668::SB3"]), [1, 2]);
        assert_eq!(of(&["1-12", "11-2"]), [1, 2]);
        assert_eq!(of(&["99999999999", "1"]), [1, 2]);
    }

    #[test]
    fn a_register_that_was_not_published_leaves_room_for_every_ballot() {
        assert_eq!([0, 1, 40, 41, 1_052].map(register), [50, 50, 50, 100, 1_350]);
    }

    #[test]
    fn the_officials_of_a_station_are_three_different_people_who_say_that_they_are_invented() {
        for number in 0..24 {
            let names: std::collections::BTreeSet<_> =
                officials(number).into_iter().map(|it| it.name).collect();
            assert_eq!(names.len(), 3);
            assert!(names.iter().all(|name| name.ends_with("(invented)")));
        }
    }
}
