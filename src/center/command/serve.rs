//! The server as a program: alone, as a gateway, as a tally process; until it is told to end.

use std::time::Duration;

use serde_json::{Map, Value};
use tokio::signal::unix::{SignalKind, signal};

use super::arguments::{GatewayArgs, ServeArgs, TallyArgs, WatchArgs, WaysArgs};
use super::{Outcome, Stop, note_rules, stop};
use crate::center::database::Place;
use crate::center::ingress::HookKey;
use crate::center::keys::{KeyFolder, owner};
use crate::center::serve::{Addresses, Role, ServeError, ServeSettings, Server};

pub(super) fn serve(arguments: ServeArgs) -> Result<Outcome, Stop> {
    let ServeArgs { house, ways, watch } = arguments;
    let center = house.center()?;
    note_rules(&house, &center)?;
    let gate = KeyFolder::at(house.keys.clone()).gate()?;
    let role = Role { owner: owner(center.package()), gate: Some(gate), center: Some(center) };
    run(role, with_ways(house.database, ways, watch)?)
}

pub(super) fn gateway(arguments: GatewayArgs) -> Result<Outcome, Stop> {
    let GatewayArgs { house, ways, watch, spool } = arguments;
    let gate = KeyFolder::at(house.keys.clone()).gate()?;
    let role = Role { owner: owner(&house.package()?), gate: Some(gate), center: None };
    let settings = with_ways(house.database, ways, watch)?;
    run(role, ServeSettings { spool: Some(spool), ..settings })
}

pub(super) fn tally(arguments: TallyArgs) -> Result<Outcome, Stop> {
    let TallyArgs { house, watch } = arguments;
    let center = house.center()?;
    note_rules(&house, &center)?;
    let role = Role { owner: owner(center.package()), gate: None, center: Some(center) };
    run(role, without_ways(house.database, watch))
}

fn with_ways(database: Place, ways: WaysArgs, watch: WatchArgs) -> Result<ServeSettings, Stop> {
    let key = match &ways.hook_key {
        Some(path) => HookKey::read(path).map_err(ServeError::HookKey)?,
        None => HookKey::None,
    };
    Ok(ServeSettings {
        listen: Some(ways.listen),
        listen_ip: ways.listen_ip,
        hook: ways.hook.map(|at| (at, key)),
        gateway: ways.gateway,
        confirm: !ways.no_confirm,
        patience: Duration::from_secs(ways.patience_seconds),
        partial_wait: Duration::from_secs(ways.partial_wait_seconds),
        most_a_minute: ways.most_a_minute,
        ..without_ways(database, watch)
    })
}

fn without_ways(database: Place, watch: WatchArgs) -> ServeSettings {
    ServeSettings {
        database,
        require_standby: watch.require_standby,
        spool: None,
        listen: None,
        listen_ip: None,
        hook: None,
        metrics: watch.metrics,
        gateway: None,
        confirm: true,
        patience: Duration::ZERO,
        partial_wait: Duration::ZERO,
        most_a_minute: 0,
    }
}

fn run(role: Role, settings: ServeSettings) -> Result<Outcome, Stop> {
    crate::telemetry::start().map_err(|error| Stop::Software(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::Software(error.to_string()))?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).map_err(ServeError::Signal)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(ServeError::Signal)?;
        let server = Server::start(role, settings).await?;
        stop::print(&listening(server.addresses()).to_string());
        server
            .run_until(async {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            })
            .await?;
        Ok(Outcome::silent())
    })
}

/// Where it listens, for whoever has started it.
fn listening(addresses: Addresses) -> Value {
    let Addresses { directip, ip, hook, metrics } = addresses;
    let named = [("listen", directip), ("ip", ip), ("hook", hook), ("metrics", metrics)];
    let shown = named.into_iter().filter_map(|(name, at)| Some((name.to_owned(), at?.to_string().into())));
    Value::Object(shown.collect::<Map<_, _>>())
}
