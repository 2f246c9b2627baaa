//! `rts-lab`: the simulated world of demonstrations, tests and rehearsals on a desk. Never on a device image.

use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(name = "rts-lab", version, about = "The simulated world of the result transmission terminal")]
struct Cli {
    #[command(subcommand)]
    command: rts::lab::Command,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    if !cli.command.tells() || std::env::var_os(rts::telemetry::FILTER).is_some() {
        rts::telemetry::start()?;
    }
    match cli.command.run().await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            eprintln!("rts-lab: failed to {error}");
            Ok(ExitCode::FAILURE)
        }
    }
}
