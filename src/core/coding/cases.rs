//! How many cases a property of many steps is tried with.

use proptest::test_runner::Config;

/// So few where nobody says otherwise; as many as `PROPTEST_CASES` says where somebody does.
pub(crate) fn cases(few: u32) -> Config {
    let config = Config::default();
    if config.cases == UNTOLD { Config { cases: few, ..config } } else { config }
}

/// What the test runner takes when nobody says anything.
const UNTOLD: u32 = 256;
