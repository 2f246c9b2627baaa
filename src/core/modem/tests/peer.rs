//! A scripted 9602 for the bench: answers as the AT command reference says, with the habits a test gives it.

use std::{collections::VecDeque, time::Duration};

use super::super::checksum;

/// What the peer does with commands that a modem may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    Answer,
    Error,
    Silent,
}

/// One session.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// The six fields; nothing at all if `None`.
    pub(super) answer: Option<&'static str>,
    /// MT message that the session fetches.
    pub(super) mt: Option<Vec<u8>>,
}

/// The modem at the far end.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) echo: bool,
    pub(super) habit: Habit,
    /// No answer to anything.
    pub(super) deaf: bool,
    /// Hears again after that.
    pub(super) cured_by: Option<&'static str>,
    pub(super) signal: u8,
    pub(super) sessions: VecDeque<Script>,
    /// Codes of the next writes; 0 when used up.
    pub(super) write_codes: VecDeque<u8>,
    /// Say nothing after `AT+SBDWB`.
    pub(super) no_ready: bool,
    /// Confirm the next write and die before the final `OK`, until DTR drops; the MO buffer is lost.
    pub(super) dies_after_write: bool,
    /// Reads that come damaged.
    pub(super) damage: u8,
    pub(super) mo: Vec<u8>,
    pub(super) mt: Vec<u8>,
    /// Commands heard.
    pub(super) heard: Vec<String>,
    /// Messages written.
    pub(super) written: Vec<Vec<u8>>,
    /// Line inserted before the segment of that number.
    pub(super) insert: Option<(usize, &'static str)>,
    /// Answers to single commands that differ from the rule.
    pub(super) special: Vec<(&'static str, &'static str)>,
    /// Commands that get no answer.
    pub(super) mute: Vec<&'static str>,
    /// How long a session takes.
    pub(super) session_time: Duration,
    pub(super) segments: usize,
    /// In data mode: how many bytes are still to come, and those that came.
    pub(super) expects: Option<usize>,
    pub(super) data: Vec<u8>,
}

impl Default for Peer {
    fn default() -> Self {
        Self {
            echo: false,
            habit: Habit::Answer,
            deaf: false,
            cured_by: None,
            signal: 5,
            sessions: VecDeque::new(),
            write_codes: VecDeque::new(),
            no_ready: false,
            dies_after_write: false,
            damage: 0,
            mo: Vec::new(),
            mt: Vec::new(),
            heard: Vec::new(),
            written: Vec::new(),
            insert: None,
            special: Vec::new(),
            mute: Vec::new(),
            session_time: Duration::from_secs(12),
            segments: 0,
            expects: None,
            data: Vec::new(),
        }
    }
}

impl Peer {
    /// A peer whose sessions answer with these fields, in order.
    pub(super) fn scripted(answers: &[&'static str]) -> Self {
        let sessions = answers.iter().map(|&answer| Script { answer: Some(answer), mt: None }).collect();
        Self { sessions, ..Self::default() }
    }

    /// One session that fetches `mt`, with `queued` more at the gateway.
    pub(super) fn mail(answer: &'static str, mt: &[u8]) -> Script {
        Script { answer: Some(answer), mt: Some(mt.to_vec()) }
    }

    /// How often a command was heard.
    pub(super) fn count(&self, command: &str) -> usize {
        self.heard.iter().filter(|heard| *heard == command).count()
    }

    pub(super) fn reopened(&mut self) {
        self.cure("reopen");
    }

    pub(super) fn dtr(&mut self, up: bool) {
        if up {
            self.cure("dtr");
        }
    }

    fn cure(&mut self, by: &str) {
        if self.cured_by == Some(by) {
            self.deaf = false;
            self.expects = None;
        }
    }

    /// Takes what the driver wrote; gives the delay and the bytes of the reply.
    pub(super) fn hear(&mut self, bytes: &[u8]) -> Option<(Duration, Vec<u8>)> {
        let mut delay = Duration::from_millis(5);
        if bytes.starts_with(b"\x1b") && self.expects.is_none() {
            self.cure("escape");
            return None;
        }
        if self.deaf {
            return None;
        }
        let lines = if let Some(length) = self.expects {
            self.data(length, bytes)?
        } else {
            let text =
                std::str::from_utf8(bytes).expect("commands are text").trim_end_matches('\r').to_owned();
            self.heard.push(text.clone());
            if text.starts_with("AT+SBDIX") {
                delay = self.session_time;
            }
            let mut lines = self.command(&text)?;
            if self.echo {
                lines.insert(0, bytes.to_vec());
            }
            lines
        };
        let mut reply = Vec::new();
        for line in lines {
            if let Some((_, inserted)) = self.insert.filter(|&(number, _)| number == self.segments) {
                reply.extend_from_slice(format!("\r\n{inserted}\r\n").as_bytes());
            }
            self.segments += 1;
            reply.extend_from_slice(&line);
        }
        Some((delay, reply))
    }

    /// Whatever comes in data mode is data, as with a real modem: also `AT` of a driver that lost the thread.
    fn data(&mut self, length: usize, bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
        self.data.extend_from_slice(bytes);
        if self.data.len() < length + 2 {
            return None;
        }
        self.expects = None;
        let data = std::mem::take(&mut self.data);
        let (message, sum) = data.split_at(length);
        let mut code = 2;
        if sum == checksum(message).to_be_bytes() {
            self.written.push(message.to_vec());
            code = self.write_codes.pop_front().unwrap_or(0);
        }
        if code == 0 {
            self.mo = message.to_vec();
        }
        if std::mem::take(&mut self.dies_after_write) {
            (self.deaf, self.cured_by) = (true, Some("dtr"));
            self.mo.clear();
            return Some(vec![line(&code.to_string())]);
        }
        Some(vec![line(&code.to_string()), line("OK")])
    }

    fn command(&mut self, text: &str) -> Option<Vec<Vec<u8>>> {
        if self.mute.contains(&text) {
            return None;
        }
        if let Some((_, answer)) = self.special.iter().find(|(command, _)| *command == text) {
            return Some(answer.split('|').map(line).collect());
        }
        let ok = || line("OK");
        Some(match text {
            "AT" => vec![ok()],
            "AT+SBDD0" => {
                self.mo.clear();
                vec![line("0"), ok()]
            }
            "AT+SBDIX" | "AT+SBDIXA" => {
                let script = self
                    .sessions
                    .pop_front()
                    .unwrap_or(Script { answer: Some("0, 1, 0, 0, 0, 0"), mt: None });
                self.mt = script.mt.unwrap_or_default();
                vec![line(&format!("+SBDIX: {}", script.answer?)), ok()]
            }
            "AT+SBDRB" => vec![self.frame(), ok()],
            _ if text.starts_with("AT+SBDWB=") => {
                let length: usize = text["AT+SBDWB=".len()..].parse().expect("a length");
                if self.no_ready {
                    return None;
                }
                if let Some(3) = self.write_codes.front() {
                    self.write_codes.pop_front();
                    return Some(vec![line("3"), ok()]);
                }
                self.expects = Some(length);
                vec![line("READY")]
            }
            _ => return self.optional(text),
        })
    }

    fn optional(&mut self, text: &str) -> Option<Vec<Vec<u8>>> {
        match self.habit {
            Habit::Silent => return None,
            Habit::Error => return Some(vec![line("ERROR")]),
            Habit::Answer => {}
        }
        let signal = self.signal;
        let mut lines = match text {
            "AT+CSQF" => vec![line(&format!("+CSQF:{signal}"))],
            "AT+CSQ" => vec![line(&format!("+CSQ:{signal}"))],
            "AT-MSSTM" => vec![line("-MSSTM: 24e91d38")],
            "AT+SBDREG?" => vec![line("+SBDREG:2")],
            "AT+CGMR" => vec![line("Call Processor Version: TA16005"), line("Modem DSP Version: 1.7")],
            "AT+CGSN" => vec![line("300434060000001")],
            _ => vec![],
        };
        lines.push(line("OK"));
        Some(lines)
    }

    fn frame(&mut self) -> Vec<u8> {
        let length = u16::try_from(self.mt.len()).expect("short").to_be_bytes();
        let mut frame = [&length[..], &self.mt, &checksum(&self.mt).to_be_bytes()].concat();
        if self.damage > 0 {
            self.damage -= 1;
            *frame.last_mut().expect("never empty") ^= 1;
        }
        frame
    }
}

fn line(text: &str) -> Vec<u8> {
    format!("\r\n{text}\r\n").into_bytes()
}
