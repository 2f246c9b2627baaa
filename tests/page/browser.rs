//! A browser that lives scenarios: what is done on the page, and what a person then sees.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// Where tests/page/setup.sh put everything.
pub(crate) fn prepared() -> &'static Path {
    static PREPARED: OnceLock<PathBuf> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let setup = Command::new(root().join("tests/page/setup.sh")).output().unwrap();
        assert!(setup.status.success(), "no browser: {}", String::from_utf8_lossy(&setup.stderr));
        std::env::var_os("PAGE_DIR").map_or_else(|| root().join("target/page"), Into::into)
    })
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a person does on a fresh page, step by step.
#[derive(Clone)]
pub(crate) struct Scenario(Value);

impl Scenario {
    pub(crate) fn new() -> Self {
        Self(json!({"page": root().join("docs/verify/index.html"), "steps": []}))
    }

    /// Language of the phone, its width in pixels, and whether it is in its dark colors.
    pub(crate) fn phone(mut self, language: &str, width: u16, dark: bool) -> Self {
        self.0["language"] = language.into();
        self.0["width"] = width.into();
        self.0["dark"] = dark.into();
        self
    }

    pub(crate) fn step(mut self, step: Value) -> Self {
        self.0["steps"].as_array_mut().unwrap().push(step);
        self
    }

    pub(crate) fn files(self, input: &str, paths: &[PathBuf]) -> Self {
        self.step(json!({"files": input, "paths": paths}))
    }

    pub(crate) fn paste(self, codes: &[String]) -> Self {
        self.step(json!({"fill": "paste", "text": codes.join("\n")})).step(json!({"click": "add"}))
    }

    pub(crate) fn root_key(self, key: &str) -> Self {
        self.step(json!({"fill": "root", "text": key})).step(json!({"click": "root-form button"}))
    }

    /// A picture of the whole page under target/page.
    pub(crate) fn shot(self, name: &str) -> Self {
        let path = prepared().join(name);
        self.step(json!({"shot": path}))
    }

    /// Lives it alone.
    pub(crate) fn live(self) -> Value {
        live(&[self]).remove(0)
    }
}

/// Lives every scenario in one browser; no page may have asked the network for anything or have failed.
pub(crate) fn live(scenarios: &[Scenario]) -> Vec<Value> {
    let page = prepared();
    let chromium = std::fs::read_to_string(page.join("chromium")).unwrap();
    let mut child = Command::new("node")
        .arg(root().join("tests/page/drive.mjs"))
        .env("DRIVER", page.join("driver"))
        .env("CHROMIUM", chromium.trim())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = scenarios.iter().map(|scenario| format!("{}\n", scenario.0)).collect::<String>();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "the browser's driver failed");
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), scenarios.len());
    for answer in &answers {
        let itself = format!("file://{}", root().join("docs/verify/index.html").display());
        assert_eq!(answer["answered"], json!([itself]), "something was loaded");
        // A page that was told to try the network has asked for it, and complains.
        if answer["marks"] == json!([]) {
            assert_eq!(answer["requests"], json!([itself]), "the page asked for something");
            assert_eq!(answer["errors"], json!([]), "the page failed");
        }
    }
    answers
}

/// The only card of an answer.
pub(crate) fn card(answer: &Value) -> &Value {
    let cards = answer["cards"].as_array().unwrap();
    assert_eq!(cards.len(), 1, "{answer}");
    &cards[0]
}

/// Verdict and reason of a card.
pub(crate) fn verdict(card: &Value) -> (&str, &str) {
    (card["verdict"].as_str().unwrap(), card["code"].as_str().unwrap())
}
