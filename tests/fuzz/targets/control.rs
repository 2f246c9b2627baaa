//! What a client writes to the control socket: a hello, then a request.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use rts::control::{Hello, Request, read};
use tokio::runtime::{Builder, Runtime};

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_current_thread().enable_time().build().unwrap())
}

fuzz_target!(|data: &[u8]| {
    let mut stream = data;
    let Ok(request) = runtime().block_on(async {
        read::<Hello>(&mut stream).await?;
        read::<Request>(&mut stream).await
    }) else {
        return;
    };
    // What is understood is said again in words that mean the same.
    let said = serde_json::to_vec(&request).unwrap();
    assert_eq!(serde_json::from_slice::<Request>(&said).unwrap(), request);
});
