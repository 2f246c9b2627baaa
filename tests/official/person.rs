//! A person at a terminal of 80 columns and 24 lines: reads what `rts` shows and types.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// How long `rts` may take to show what is expected.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Screen {
    text: String,
    ended: bool,
}

/// A running `rts` and its terminal.
pub(crate) struct Person {
    child: Child,
    keyboard: File,
    host: std::os::fd::OwnedFd,
    screen: Arc<(Mutex<Screen>, Condvar)>,
    /// How much of the screen has been read.
    read: usize,
}

impl Person {
    /// Starts the command on a terminal of this kind.
    pub(crate) fn at(command: &mut Command, kind: &str) -> Self {
        let device = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&device).unwrap();
        unlockpt(&device).unwrap();
        let name = ptsname(&device, Vec::new()).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let host = rustix::fs::open(name.as_c_str(), flags, Mode::empty()).unwrap();
        tcsetwinsize(&host, Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let end = || Stdio::from(host.try_clone().unwrap());
        let child = command.env("TERM", kind).stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        let keyboard = File::from(device);
        let screen: Arc<(Mutex<Screen>, Condvar)> = Arc::default();
        let (mut shown, seen) = (keyboard.try_clone().unwrap(), Arc::clone(&screen));
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = shown.read(&mut bytes) {
                let (screen, news) = &*seen;
                screen.lock().unwrap().text.push_str(&String::from_utf8_lossy(&bytes[..count]));
                news.notify_all();
            }
            seen.0.lock().unwrap().ended = true;
            seen.1.notify_all();
        });
        Self { child, keyboard, host, screen, read: 0 }
    }

    /// Waits until `text` is shown after everything expected before; what stood in between and the text itself.
    #[track_caller]
    pub(crate) fn expect(&mut self, text: &str) -> String {
        let (screen, news) = &*self.screen;
        let until = Instant::now() + PATIENCE;
        let mut guard = screen.lock().unwrap();
        loop {
            if let Some(at) = guard.text[self.read..].find(text) {
                let end = self.read + at + text.len();
                let between = guard.text[self.read..end].to_owned();
                self.read = end;
                return between;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !guard.ended, "no {text:?} in:\n{}", &guard.text[self.read..]);
            guard = news.wait_timeout(guard, left).unwrap().0;
        }
    }

    /// Types keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits for a question and answers it.
    #[track_caller]
    pub(crate) fn answer(&mut self, question: &str, answer: &str) {
        self.expect(question);
        self.press(answer);
        self.press("\r");
    }

    /// Everything that was ever shown.
    pub(crate) fn seen(&self) -> String {
        self.screen.0.lock().unwrap().text.clone()
    }

    /// Waits for the end; the exit code. The terminal must be as it was before.
    #[track_caller]
    pub(crate) fn leave(mut self) -> i32 {
        let code = self.child.wait().unwrap().code().unwrap();
        let modes = tcgetattr(&self.host).unwrap().local_modes;
        assert!(modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG), "{modes:?}");
        code
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
