//! The control socket against clients that behave and clients that do not.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rts::control::{Asked, Client, Request, Roles, Server, ServerError};
use rts_core::device::{Command, Reply};
use tokio::sync::mpsc;

struct World {
    _folder: tempfile::TempDir,
    socket: PathBuf,
}

/// A daemon that answers every request with its own verb.
fn daemon() -> World {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("control.sock");
    let server = Server::bind(&socket, Roles::default()).unwrap();
    let (asked, mut requests) = mpsc::channel::<Asked>(4);
    tokio::spawn(server.run(asked));
    tokio::spawn(async move {
        while let Some(Asked { request, answer, .. }) = requests.recv().await {
            let message = request.command.verb().to_owned();
            let _ = answer.send(Reply::Done { message, fingerprint: None });
        }
    });
    World { _folder: folder, socket }
}

fn request(command: Command) -> Request {
    Request { command, pins: Vec::new(), place: None }
}

async fn ask(socket: &Path, command: Command) -> Reply {
    let mut client = Client::connect(socket, Duration::ZERO).await.unwrap();
    client.ask(&request(command)).await.unwrap()
}

fn code(reply: &Reply) -> &str {
    match reply {
        Reply::Refused { code, .. } => code,
        _ => "",
    }
}

fn frame(json: &str) -> Vec<u8> {
    let mut bytes = u32::try_from(json.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend_from_slice(json.as_bytes());
    bytes
}

fn read_frame(stream: &mut UnixStream) -> String {
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_request_gets_its_reply_and_the_connection_serves_further_ones() {
    let world = daemon();
    let mut client = Client::connect(&world.socket, Duration::ZERO).await.unwrap();
    for command in [Command::Status, Command::Close] {
        let verb = command.verb().to_owned();
        let reply = client.ask(&request(command)).await.unwrap();
        assert_eq!(reply, Reply::Done { message: verb, fingerprint: None });
    }
}

#[tokio::test]
async fn a_client_waits_for_a_daemon_that_is_just_starting() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("control.sock");
    let waiting = tokio::spawn({
        let socket = socket.clone();
        async move { Client::connect(&socket, Duration::from_secs(30)).await.map(|_| ()) }
    });
    tokio::task::yield_now().await;
    let (asked, _requests) = mpsc::channel(1);
    tokio::spawn(Server::bind(&socket, Roles::default()).unwrap().run(asked));
    assert_eq!(waiting.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn nobody_there_is_said_with_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let refusal =
        Client::connect(&folder.path().join("none.sock"), Duration::ZERO).await.map(|_| ()).unwrap_err();
    assert_eq!(refusal.code.as_str(), "C01");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fifth_client_is_told_that_the_box_is_busy_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("control.sock");
    let (asked, mut requests) = mpsc::channel::<Asked>(4);
    tokio::spawn(Server::bind(&socket, Roles::default()).unwrap().run(asked));
    let mut asking = Vec::new();
    for _ in 0..4 {
        let place = socket.clone();
        let answer = tokio::spawn(async move { ask(&place, Command::Status).await });
        asking.push((answer, requests.recv().await.unwrap()));
    }
    assert_eq!(code(&ask(&socket, Command::Status).await), "C02");
    for (answer, Asked { answer: reply, .. }) in asking {
        let done = Reply::Done { message: "late".to_owned(), fingerprint: None };
        reply.send(done.clone()).unwrap();
        assert_eq!(answer.await.unwrap(), done);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_clients_give_their_places_to_whoever_comes() {
    let world = daemon();
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut client = Client::connect(&world.socket, Duration::ZERO).await.unwrap();
        client.ask(&request(Command::Status)).await.unwrap();
        held.push(client);
    }
    let until = tokio::time::Instant::now() + Duration::from_secs(60);
    while code(&ask(&world.socket, Command::Status).await) == "C02" {
        assert!(tokio::time::Instant::now() < until, "nobody gives a place up");
    }
    assert_eq!(held[0].ask(&request(Command::Status)).await.unwrap_err().code.as_str(), "C01", "shown out");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_frame_ends_that_client_and_no_other() {
    let world = daemon();
    let socket = world.socket.clone();
    let ended = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(socket).unwrap();
        read_frame(&mut stream);
        stream.write_all(&frame(r#"{"protocol":1,"software":"test"}"#)).unwrap();
        stream.write_all(&u32::MAX.to_be_bytes()).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        rest
    });
    assert!(ended.await.unwrap().is_empty());
    assert!(matches!(ask(&world.socket, Command::Status).await, Reply::Done { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stops_in_the_middle_of_a_frame_is_dropped() {
    let world = daemon();
    let socket = world.socket.clone();
    let ended = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(socket).unwrap();
        read_frame(&mut stream);
        stream.write_all(&frame(r#"{"protocol":1,"software":"test"}"#)).unwrap();
        stream.write_all(&[0, 0, 1, 0, b'{']).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        rest
    });
    assert!(ended.await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_and_other_protocols_are_refused_with_their_codes() {
    let world = daemon();
    for (hello, second, expected) in [
        (r#"{"protocol":1,"software":"test"}"#, r#"{"command":{"command":"explode"}}"#, "C04"),
        (r#"{"protocol":99,"software":"test"}"#, r#"{"command":{"command":"status"}}"#, "C03"),
    ] {
        let socket = world.socket.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let mut stream = UnixStream::connect(socket).unwrap();
            read_frame(&mut stream);
            stream.write_all(&frame(hello)).unwrap();
            stream.write_all(&frame(second)).unwrap();
            read_frame(&mut stream)
        });
        let reply: Reply = serde_json::from_str(&answer.await.unwrap()).unwrap();
        assert_eq!(code(&reply), expected);
    }
}

#[tokio::test]
async fn a_file_or_a_link_in_place_of_the_socket_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "precious").unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    for place in [&file, &link] {
        assert!(matches!(Server::bind(place, Roles::default()), Err(ServerError::Occupied { .. })));
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
}

#[tokio::test]
async fn the_socket_is_closed_to_everybody_outside_its_group() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = daemon();
    let mode = std::fs::metadata(&world.socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
}

#[tokio::test]
async fn a_socket_left_by_an_earlier_run_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("control.sock");
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    assert!(socket.exists());
    assert!(Server::bind(&socket, Roles::default()).is_ok());
}
