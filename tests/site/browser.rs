//! A browser that visits pages and says what a person sees there.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// Where tests/page/setup.sh put everything.
pub(crate) fn prepared() -> &'static Path {
    static PREPARED: OnceLock<PathBuf> = OnceLock::new();
    PREPARED.get_or_init(|| {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let setup = Command::new(root.join("tests/page/setup.sh")).output().unwrap();
        assert!(setup.status.success(), "no browser: {}", String::from_utf8_lossy(&setup.stderr));
        let page = std::env::var_os("PAGE_DIR").map_or_else(|| root.join("target/page"), PathBuf::from);
        std::fs::create_dir_all(page.join("site")).unwrap();
        page
    })
}

/// One visit.
#[derive(Clone)]
pub(crate) struct Visit(Value);

impl Visit {
    pub(crate) fn to(url: &str) -> Self {
        Self(json!({"url": url, "steps": []}))
    }

    /// Width of the window in pixels, and whether it is in dark colors.
    pub(crate) fn window(mut self, width: u16, dark: bool) -> Self {
        self.0["width"] = width.into();
        self.0["dark"] = dark.into();
        self
    }

    /// With scripts switched on: pages of ours have none, a program that looks at them does.
    pub(crate) fn scripts(mut self) -> Self {
        self.0["scripts"] = true.into();
        self
    }

    pub(crate) fn step(mut self, step: Value) -> Self {
        self.0["steps"].as_array_mut().unwrap().push(step);
        self
    }

    pub(crate) fn fill(self, selector: &str, text: &str) -> Self {
        self.step(json!({"fill": selector, "text": text}))
    }

    pub(crate) fn click(self, selector: &str) -> Self {
        self.step(json!({"click": selector}))
    }

    pub(crate) fn go(self, url: &str) -> Self {
        self.step(json!({"go": url}))
    }

    /// A picture of the whole page under target/page/site.
    pub(crate) fn shot(self, name: &str) -> Self {
        self.step(json!({"shot": prepared().join("site").join(name)}))
    }

    /// Looks for what keeps people out.
    pub(crate) fn barriers(self) -> Self {
        self.scripts().step(json!({"barriers": true}))
    }
}

/// Makes every visit with one browser; no page may ask another place for anything, fail, or be wider than its window.
pub(crate) fn visit(visits: &[Visit]) -> Vec<Value> {
    let page = prepared();
    let chromium = std::fs::read_to_string(page.join("chromium")).unwrap();
    let mut child = Command::new("node")
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/site/drive.mjs"))
        .env("DRIVER", page.join("driver"))
        .env("CHROMIUM", chromium.trim())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = visits.iter().map(|visit| format!("{}\n", visit.0)).collect::<String>();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "the browser's driver failed");
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), visits.len());
    for (answer, visit) in answers.iter().zip(visits) {
        let url = visit.0["url"].as_str().unwrap();
        let home = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        for request in answer["requests"].as_array().unwrap() {
            let request = request.as_str().unwrap();
            assert!(request.starts_with(&home), "{url} asked for {request}");
        }
        assert_eq!(answer["barriers"], json!([]), "{url}");
        assert_eq!((&answer["styled"], &answer["overflow"]), (&true.into(), &false.into()), "{url}");
    }
    answers
}
