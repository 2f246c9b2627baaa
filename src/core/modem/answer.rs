//! What the modem's lines mean: final results, session answers and unsolicited lines.
//!
//! Invariants: numbers are signed and white space around them is ignored; what cannot be read whole is no answer,
//! never a guess.

/// The six fields of `+SBDIX:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SessionAnswer {
    /// See [`super::MoStatus`].
    pub(super) mo_status: u8,
    /// Absent if the modem gives a number that is none.
    pub(super) momsn: Option<u16>,
    /// 0 nothing waiting, 1 received, 2 error.
    pub(super) mt_status: u8,
    /// Bytes in the MT buffer.
    pub(super) mt_length: u16,
    /// Further messages at the gateway.
    pub(super) mt_queued: u16,
}

impl SessionAnswer {
    /// Reads `+SBDIX: 0, 17, 1, -1, 135, 0`; `None` unless all six numbers are there.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let rest = value(line, "+SBDIX").or_else(|| value(line, "+SBDIXA"))?;
        let mut numbers = rest.split(',').map(|field| field.trim().parse::<i64>().ok());
        let mut next = || numbers.next().flatten();
        let answer = Self {
            mo_status: u8::try_from(next()?).ok()?,
            momsn: u16::try_from(next()?).ok(),
            mt_status: u8::try_from(next()?).ok()?,
            mt_length: {
                let _mtmsn = next()?;
                u16::try_from(next()?).ok()?
            },
            mt_queued: u16::try_from(next()?).ok()?,
        };
        numbers.next().is_none().then_some(answer)
    }

    /// Whether the line means to be one, readable or not.
    pub(super) fn is_one(line: &[u8]) -> bool {
        line.starts_with(b"+SBDIX")
    }
}

/// The end of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Final {
    /// `OK`.
    Ok,
    /// `ERROR`, also in its extended forms.
    Error,
}

impl Final {
    /// The final result a line stands for.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        match line {
            b"OK" => Some(Self::Ok),
            b"ERROR" => Some(Self::Error),
            _ if line.starts_with(b"+CME ERROR") || line.starts_with(b"+CMS ERROR") => Some(Self::Error),
            _ => None,
        }
    }

    /// The same in numbers, as a modem answers that was left with `ATV0`.
    pub(super) fn parse_numeric(line: &[u8]) -> Option<Self> {
        match line {
            b"0" => Some(Self::Ok),
            b"4" => Some(Self::Error),
            _ => None,
        }
    }
}

/// A line that nobody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsolicited {
    /// `SBDRING`.
    Ring,
    /// `+CIEV:0,<bars>`.
    Signal(u8),
    /// `+CIEV:1,<service>`.
    Service(bool),
    /// `+AREG:`, or an indicator that means nothing here.
    Other,
}

impl Unsolicited {
    /// The unsolicited line a line is.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        if line == b"SBDRING" {
            return Some(Self::Ring);
        }
        if line.starts_with(b"+AREG") || line.starts_with(b"+SBDAREG:") {
            return Some(Self::Other);
        }
        let rest = value(line, "+CIEV")?;
        let mut fields = rest.split(',').map(|field| field.trim().parse::<u8>().ok());
        match (fields.next().flatten(), fields.next().flatten()) {
            (Some(0), Some(bars)) => Some(Self::Signal(bars.min(5))),
            (Some(1), Some(service)) => Some(Self::Service(service != 0)),
            _ => Some(Self::Other),
        }
    }
}

/// Bars of `+CSQ:3` or `+CSQF:3`.
pub(super) fn bars(line: &[u8]) -> Option<u8> {
    let rest = value(line, "+CSQ").or_else(|| value(line, "+CSQF"))?;
    rest.parse::<u8>().ok().filter(|&bars| bars <= 5)
}

/// Ticks of `-MSSTM: 24e91d38`; `None` while there is no service.
pub(super) fn ticks(line: &[u8]) -> Option<u32> {
    u32::from_str_radix(value(line, "-MSSTM")?, 16).ok()
}

/// A code that stands alone on its line.
pub(super) fn code(line: &[u8]) -> Option<u8> {
    std::str::from_utf8(line).ok()?.parse().ok()
}

/// Number of a firmware name such as `TA12003` anywhere in a line.
pub(super) fn firmware(line: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(line).ok()?;
    let (_, rest) = text.split_once("TA")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).take(9).collect();
    (digits.len() >= 5).then(|| digits.parse().ok())?
}

/// What follows `name:`, without white space around it.
fn value<'a>(line: &'a [u8], name: &str) -> Option<&'a str> {
    let rest = std::str::from_utf8(line).ok()?.strip_prefix(name)?;
    Some(rest.trim_start().strip_prefix(':')?.trim())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_session_answer_is_read_with_any_white_space_and_a_negative_mtmsn() {
        for line in ["+SBDIX: 0, 17, 1, -1, 135, 2", "+SBDIX:0,17,1,-1,135,2", "+SBDIXA : 0 ,17,1, -1,135,2"]
        {
            let answer = SessionAnswer::parse(line.as_bytes()).expect(line);
            assert_eq!((answer.mo_status, answer.momsn, answer.mt_status), (0, Some(17), 1), "{line}");
            assert_eq!((answer.mt_length, answer.mt_queued), (135, 2), "{line}");
        }
    }

    #[test]
    fn a_session_answer_with_a_field_too_few_or_too_many_is_none() {
        for line in [
            "+SBDIX: 0, 17, 1, -1, 135",
            "+SBDIX:0,1,2,3,4,5,6",
            "+SBDIX: 0, , 1, 1, 1, 1",
            "+SBDIX: 300,1,0,0,0,0",
        ] {
            assert_eq!(SessionAnswer::parse(line.as_bytes()), None, "{line}");
            assert!(SessionAnswer::is_one(line.as_bytes()));
        }
    }

    #[test]
    fn unsolicited_lines_are_told_from_answers() {
        assert_eq!(Unsolicited::parse(b"SBDRING"), Some(Unsolicited::Ring));
        assert_eq!(Unsolicited::parse(b"+CIEV:0,5"), Some(Unsolicited::Signal(5)));
        assert_eq!(Unsolicited::parse(b"+CIEV:1,0"), Some(Unsolicited::Service(false)));
        assert_eq!(Unsolicited::parse(b"+CIEV:nonsense"), Some(Unsolicited::Other));
        assert_eq!(Unsolicited::parse(b"+AREG:1,0"), Some(Unsolicited::Other));
        assert_eq!(Unsolicited::parse(b"+CSQ:5"), None);
        assert_eq!(Unsolicited::parse(b"OK"), None);
    }

    #[test]
    fn values_are_read_and_nonsense_is_not() {
        assert_eq!((bars(b"+CSQ:3"), bars(b"+CSQF: 5"), bars(b"+CSQ:9")), (Some(3), Some(5), None));
        assert_eq!(ticks(b"-MSSTM: 24e91d38"), Some(0x24e9_1d38));
        assert_eq!(ticks(b"-MSSTM: no network service"), None);
        assert_eq!(firmware(b"Call Processor Version: TA12003"), Some(12_003));
        assert_eq!(firmware(b"Modem DSP Version: 1.7"), None);
    }

    proptest! {
        #[test]
        fn no_line_panics(line in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = (SessionAnswer::parse(&line), Final::parse(&line), Unsolicited::parse(&line));
            let _ = (bars(&line), ticks(&line), code(&line), firmware(&line));
        }
    }
}
