//! The command line of an AT interpreter: bytes typed by the host become verbs.
//!
//! Grammar after ITU-T V.250: the prefix `AT`, then basic commands (`E0`, `&K0`, `*F`) one behind the other and extended
//! ones (`+CSQ`, `-MSSTM`) separated by semicolons, ended by a carriage return. What stands before the prefix is
//! ignored. Invariant: any bytes give verbs, an error or nothing; a line that is too long is an error.

/// The longest line that the modem keeps.
const LONGEST: usize = 256;

/// One command of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verb {
    /// In capitals, with its sign: `E`, `&K`, `+SBDWB`.
    pub(super) name: String,
    pub(super) form: Form,
}

/// How a command is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `+CSQ`
    Run,
    /// `+CSQ?`
    Read,
    /// `+CSQ=?`
    Test,
    /// `+SBDWB=5`, and a number behind a basic command.
    Set(String),
}

/// The line that the host is typing.
#[derive(Debug, Default)]
pub(super) struct CommandLine {
    bytes: Vec<u8>,
    too_long: bool,
}

impl CommandLine {
    /// Whether nothing is typed yet.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Takes one byte that does not end the line.
    pub(super) fn push(&mut self, byte: u8) {
        match byte {
            b'\n' if self.bytes.is_empty() => {}
            0x08 | 0x7f => {
                self.bytes.pop();
            }
            _ if self.bytes.len() < LONGEST => self.bytes.push(byte),
            _ => self.too_long = true,
        }
    }

    /// Ends the line: its verbs, nothing if it holds no command, or an error.
    pub(super) fn take(&mut self) -> Result<Option<Vec<Verb>>, ()> {
        let bytes = std::mem::take(&mut self.bytes);
        if std::mem::take(&mut self.too_long) {
            return Err(());
        }
        let text: String = bytes.into_iter().map(char::from).collect();
        let Some(start) = text.to_ascii_uppercase().find("AT") else { return Ok(None) };
        let body = text.get(start.saturating_add(2)..).unwrap_or_default();
        verbs(body).map(Some)
    }
}

fn verbs(mut body: &str) -> Result<Vec<Verb>, ()> {
    let mut found = Vec::new();
    loop {
        body = body.trim_start_matches([' ', ';']);
        let Some(first) = body.chars().next() else { return Ok(found) };
        let (verb, rest) = if matches!(first, '+' | '-') { extended(body)? } else { basic(body)? };
        found.push(verb);
        body = rest;
    }
}

fn extended(body: &str) -> Result<(Verb, &str), ()> {
    let end = |text: &str| text.find(';').unwrap_or(text.len());
    // The text of this one may hold anything.
    let whole = body.to_ascii_uppercase().starts_with("+SBDWT=");
    let (command, rest) = body.split_at_checked(if whole { body.len() } else { end(body) }).ok_or(())?;
    let (name, form) = match command.split_once('=') {
        Some((name, "?")) => (name, Form::Test),
        Some((name, value)) => (name, Form::Set(value.to_owned())),
        None => match command.strip_suffix('?') {
            Some(name) => (name, Form::Read),
            None => (command, Form::Run),
        },
    };
    Ok((Verb { name: name.trim_end().to_ascii_uppercase(), form }, rest))
}

fn basic(body: &str) -> Result<(Verb, &str), ()> {
    let sign = usize::from(body.starts_with(['&', '*']));
    let letter =
        body.get(sign..).and_then(|text| text.chars().next()).filter(char::is_ascii_alphabetic).ok_or(())?;
    let (name, rest) = body.split_at_checked(sign.saturating_add(letter.len_utf8())).ok_or(())?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let (number, rest) = rest.split_at_checked(digits).ok_or(())?;
    let mut name = name.to_ascii_uppercase();
    if name == "S" {
        // A register: its number belongs to the name.
        name.push_str(number);
        if let Some(rest) = rest.strip_prefix('?') {
            return Ok((Verb { name, form: Form::Read }, rest));
        }
        let rest = rest.strip_prefix('=').ok_or(())?;
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (value, rest) = rest.split_at_checked(digits).ok_or(())?;
        return Ok((Verb { name, form: Form::Set(value.to_owned()) }, rest));
    }
    let form = if number.is_empty() { Form::Run } else { Form::Set(number.to_owned()) };
    Ok((Verb { name, form }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &[u8]) -> Result<Option<Vec<(String, Form)>>, ()> {
        let mut line = CommandLine::default();
        for byte in text {
            line.push(*byte);
        }
        line.take()
            .map(|verbs| verbs.map(|verbs| verbs.into_iter().map(|verb| (verb.name, verb.form)).collect()))
    }

    fn set(name: &str, value: &str) -> (String, Form) {
        (name.to_owned(), Form::Set(value.to_owned()))
    }

    #[test]
    fn commands_stand_one_behind_the_other() {
        let expected =
            vec![set("E", "0"), set("&K", "0"), ("+CSQ".to_owned(), Form::Run), set("+SBDMTA", "1")];
        assert_eq!(line(b"ATE0&K0+CSQ;+SBDMTA=1"), Ok(Some(expected)));
        assert_eq!(line(b"at+sbdreg?"), Ok(Some(vec![("+SBDREG".to_owned(), Form::Read)])));
        assert_eq!(line(b"AT+CIER=?"), Ok(Some(vec![("+CIER".to_owned(), Form::Test)])));
        assert_eq!(line(b"ATS0=0*F"), Ok(Some(vec![set("S0", "0"), ("*F".to_owned(), Form::Run)])));
        assert_eq!(line(b"AT+SBDWT=a;b"), Ok(Some(vec![set("+SBDWT", "a;b")])));
    }

    #[test]
    fn noise_before_the_prefix_is_ignored_and_a_line_without_one_says_nothing() {
        assert_eq!(line(b"\n\x00\xffAT"), Ok(Some(vec![])));
        assert_eq!(line(b"hello"), Ok(None));
        assert_eq!(line(b"AX\x08T"), Ok(Some(vec![])));
        assert_eq!(line(b"AT!"), Err(()));
        assert_eq!(line(b"AT\xe9"), Err(()));
        assert_eq!(line(&[b'A'; 300]), Err(()));
    }
}
