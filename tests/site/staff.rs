//! The staff's pages: who may see them, and the two people whom a release takes.

use std::io::{BufRead as _, BufReader};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::browser::{Visit, visit};
use crate::office::Office;
use crate::public::evening;

/// The running program.
struct Web {
    child: Child,
    home: String,
}

impl Web {
    fn start(office: &Office) -> Self {
        let mut child = office
            .command(&["web", "HOUSE", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("where it listens");
        Self { child, home: said["web"].as_str().unwrap().to_owned() }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.home)
    }

    /// Status, head and body of an answer, byte by byte as it comes.
    fn ask(&self, method: &str, path: &str, head: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.home).unwrap();
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{kind}\r\nContent-Length: {length}\r\nConnection: close\r\n{head}\r\n{body}",
            self.home
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer[9..12].parse().unwrap(), answer)
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn person(office: &Office, name: &str) -> String {
    let added = office.done(&["staff", "add", "HOUSE", name]);
    added["password"].as_str().unwrap().to_owned()
}

fn log_in(web: &Web, name: &str, password: &str) -> Visit {
    Visit::to(&web.url("/login")).fill("#name", name).fill("#password", password).click("main button")
}

#[test]
fn two_people_with_a_reason_let_a_held_record_count_and_one_alone_does_not() {
    let office = evening();
    let (kim, lee) = (person(&office, "Kim Ali"), person(&office, "Lee Omar"));
    let web = Web::start(&office);
    let held = web.url("/en/held.html");
    let reason = "The tape at the door says the same";
    let proposed = log_in(&web, "Kim Ali", &kim)
        .window(1280, false)
        .shot("staff-overview-ar-1280.png")
        .go(&held)
        .shot("staff-held-en-1280.png")
        .fill(".case input[name=reason]", reason)
        .click("button[value=propose]")
        .shot("staff-proposed-en-1280.png")
        .barriers();
    let answers = visit(&[proposed]);
    let case = answers[0]["cases"][0].as_str().unwrap();
    assert!(
        case.contains("T-005") && case.contains(reason) && case.contains("Another person must agree"),
        "{case}"
    );
    assert!(!case.contains("Agree: it counts"), "{case}");

    let agreed = log_in(&web, "Lee Omar", &lee)
        .window(360, false)
        .go(&web.url("/ar/held.html"))
        .shot("staff-held-ar-360.png")
        .click("button[value=agree]")
        .go(&web.url("/en/cards.html"))
        .shot("staff-cards-en-360.png")
        .barriers()
        .go(&held);
    let answers = visit(&[agreed]);
    assert_eq!(answers[0]["cases"], serde_json::json!([]), "nothing is held any more");
    let station = office.done(&["results", "HOUSE", "--station", "5"]);
    let flags = station["flags"].as_array().unwrap();
    assert!(flags.contains(&"released".into()), "{station}");
    office.done(&["export", "HOUSE", "--out", "DIR/export"]);
    let events = std::fs::read_to_string(office.path("export/events.json")).unwrap();
    for event in ["staff-added", "staff-logged-in", "release-proposed", "record-released"] {
        assert!(events.contains(event), "{event}");
    }
    assert!(events.contains(reason) && events.contains("Kim Ali and Lee Omar"), "who and why is in the log");
}

#[test]
fn nobody_gets_in_or_acts_without_password_session_and_token() {
    let office = evening();
    let password = person(&office, "Kim Ali");
    let web = Web::start(&office);
    for path in ["/en/index.html", "/en/held.html", "/en/cards.html", "/en/station/1.html", "/nowhere/x.html"]
    {
        let (status, answer) = web.ask("GET", path, "", "");
        assert_eq!(status, 303, "{path}");
        assert!(answer.to_lowercase().contains("location: /login"), "{path}: {answer}");
    }
    let (status, answer) = web.ask("POST", "/login", "", &format!("name=Kim+Ali&password={password}"));
    assert_eq!(status, 303);
    let cookie = answer.lines().find(|line| line.to_lowercase().starts_with("set-cookie:")).unwrap();
    for word in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    let cookie = cookie.split_once(": ").unwrap().1.split(';').next().unwrap();
    let with = format!("Cookie: {cookie}\r\n");
    let (status, page) = web.ask("GET", "/en/held.html", &with, "");
    assert_eq!(status, 200);
    for header in [
        "content-security-policy: default-src 'none'",
        "x-content-type-options: nosniff",
        "cache-control: no-store",
    ] {
        assert!(page.to_lowercase().contains(header), "{header}");
    }
    let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let record = page.split("name=\"record\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = |token: &str| format!("token={token}&record={record}&act=propose&reason=because");
    let act = |head: &str, body: &str| web.ask("POST", "/en/held.html", head, body).0;
    assert_eq!(act("", &form(&token)), 303, "without a session");
    assert_eq!(act(&with, &form("")), 403, "without a token");
    assert_eq!(act(&with, &form(&"0".repeat(64))), 403, "with a wrong token");
    assert_eq!(
        act(&format!("{with}Sec-Fetch-Site: cross-site\r\n"), &form(&token)),
        403,
        "from another site"
    );
    assert_eq!(act(&with, &format!("token={token}&record=nonsense&act=propose&reason=x")), 400);
    assert_eq!(act(&with, &"x".repeat(20_000)), 413, "a form that is too long");
    assert_eq!(act(&with, &form(&token)), 200);
    let (_, page) =
        web.ask("POST", "/en/held.html", &with, &format!("token={token}&record={record}&act=agree"));
    assert!(page.contains("Another person must agree: you proposed it."), "{page}");
    assert_eq!(web.ask("POST", "/logout", &with, &format!("token={token}")).0, 303);
    assert_eq!(web.ask("GET", "/en/held.html", &with, "").0, 303, "the session has ended");
}

#[test]
fn whoever_guesses_a_password_waits_and_the_true_one_does_not_help_then() {
    let office = evening();
    let password = person(&office, "Kim Ali");
    let web = Web::start(&office);
    for _ in 0..5 {
        let (status, answer) = web.ask("POST", "/login", "", "name=Kim+Ali&password=guess");
        assert_eq!(status, 401, "{answer}");
    }
    let form = format!("name=Kim+Ali&password={password}");
    let (status, answer) = web.ask("POST", "/login", "", &form);
    assert_eq!(status, 429, "{answer}");
    let other = person(&office, "Lee Omar");
    assert_eq!(
        web.ask("POST", "/login", "", &format!("name=Lee+Omar&password={other}")).0,
        303,
        "others go on"
    );
    office.done(&["export", "HOUSE", "--out", "DIR/export"]);
    let events = std::fs::read_to_string(office.path("export/events.json")).unwrap();
    assert_eq!(events.matches("staff-refused").count(), 5);
}
