//! The day of a whole system: Debian with systemd and the package of the box as shipped. It refuses to start before it is
//! provisioned and says so; docs/install.md is followed; the daemon is killed, and then held still, while the polls are open,
//! and the service manager starts it again both times; in a board, the kernel stops too, and the hardware watchdog starts the
//! box again; the day goes on to the receipt.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::super::demo::Error;
use super::super::printer::Content;
use super::day::{World, done, memory};
use super::machine::{Machine, Started};
use super::{BootArgs, Whole};

/// Typed to switch the box off.
const OFF: &str = "systemctl poweroff";
/// Exit code of a daemon that is not provisioned, as of any wrong setting.
const WRONG_SETTING: &str = "78";
/// Finds it in what the fault's unit said.
const SAID: &str = "journalctl --output=cat --unit=rts-failure.service --boot=0 | grep -F '(exit-code, 78)'";
/// Lines of the fault on paper, and the speed that they are printed at.
const FAULT_LINES: usize = 6;
const PRINTER_SPEED: &str = "38400";
/// Where the box's keys lie encrypted, and with which key: the machine's own where the root keeps one; where it is only read,
/// that of a TPM, whose place an empty one takes in an emulated board.
const KEPT: (&str, &str) = ("/etc/credstore.encrypted", "host");
const KEPT_APART: (&str, &str) = ("/var/lib/rts/credstore.encrypted", "tpm2-absent");
/// What the service manager writes down when a daemon has not moved for so long as its unit says.
const HUNG: &str =
    "journalctl --no-pager --output=cat --unit=rtsd.service --boot=0 | grep -c 'Watchdog timeout'";
/// Stops the kernel for good, with nothing that would start it again but the hardware.
const STOP_KERNEL: &str = "echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger";
/// What the kernel says of the hardware watchdog: somebody feeds it, and how many seconds it waits for that.
const WATCHDOG: &str = "cd /sys/class/watchdog/watchdog0 && echo $(cat state timeout)";
const FED: &str = "active 30";

/// Lives the day; what was seen.
pub(super) async fn live(args: &BootArgs) -> Result<Whole, Error> {
    let world = World::new(args).await?;
    world.install().await?;
    let machine = world.board.start("systemd", "day")?;
    machine.listens().await?;
    let rtsd = world.active(&machine).await?;
    world.open(&machine).await?;
    let killed = world.restarted(&machine, "KILL", 1).await?;
    let hung = world.restarted(&machine, "STOP", 2).await?;
    let (_, timeouts) = machine.run(HUNG).await?;
    if timeouts != "1" {
        return Err(Error::Setup(format!("see one timeout of the watchdog: {timeouts}")));
    }
    let (machine, kernel_hung) = world.kernel_stopped(machine).await?;
    let approval_to_receipt = world.close(&machine).await?;
    let (resident_kib, peak_kib) = memory(&machine).await?;
    machine.end(OFF).await?;
    let (compared, sheets) = world.end().await?;
    Ok(Whole {
        arch: args.arch.name().to_owned(),
        rtsd,
        killed_s: killed.as_secs_f64(),
        hung_s: hung.as_secs_f64(),
        kernel_hung_s: kernel_hung.map(|took| took.as_secs_f64()),
        resident_kib,
        peak_kib,
        approval_to_receipt_s: approval_to_receipt.as_secs_f64(),
        sheets,
        compared,
    })
}

impl World {
    /// docs/install.md, "Provision", in a box that has refused to start.
    async fn install(&self) -> Result<(), Error> {
        let machine = self.board.start("systemd", "provisioning")?;
        machine.listens().await?;
        self.patiently("the fault to be shown", async || {
            let rtsd = shown(&machine, "rtsd", "ActiveState,ExecMainStatus,NRestarts").await?;
            let fault = shown(&machine, "rts-failure", "Result,ExecMainExitTimestampMonotonic").await?;
            let given_up = rtsd.get("ActiveState").is_some_and(|it| it == "failed");
            let told = fault.get("ExecMainExitTimestampMonotonic").is_some_and(|it| it != "0");
            if !given_up || !told {
                return Ok(None);
            }
            let right = rtsd.get("ExecMainStatus").is_some_and(|it| it == WRONG_SETTING)
                && rtsd.get("NRestarts").is_some_and(|it| it == "0")
                && fault.get("Result").is_some_and(|it| it == "success");
            if right {
                Ok(Some(()))
            } else {
                Err(Error::Setup(format!("be refused once: {rtsd:?}, {fault:?}")))
            }
        })
        .await?;
        done(&machine, SAID).await?;
        let speed = done(&machine, "stty -F /dev/rts-printer speed").await?;
        let pieces = self.ground.bench.printer.pieces().await;
        let strips = pieces.iter().flat_map(|piece| &piece.strips);
        let lines = strips.filter(|strip| matches!(strip.content, Content::Letters(_))).count();
        if lines < FAULT_LINES || speed != PRINTER_SPEED {
            return Err(Error::Setup(format!("print the fault: {lines} lines at {speed} baud")));
        }
        let root_key = self.ground.center.root_key()?;
        for line in [
            "systemctl stop rtsd".to_owned(),
            "chown rts:rts /media/rts-card && chmod 700 /media/rts-card".to_owned(),
            format!(
                "rts --json provision --package /lab/package.json --credentials /lab/credentials.json \
                 --root-key {root_key} --enrolment /tmp/enrolment.json"
            ),
        ] {
            done(&machine, &line).await?;
        }
        let (folder, key) = if self.board.contained() { KEPT } else { KEPT_APART };
        let encrypt = format!(
            "mkdir -p -m 700 {folder} && systemd-creds encrypt --with-key={key} --name=rts-device /lab/credentials.json \
             {folder}/rts-device && rm /var/lib/rts/credentials.json"
        );
        done(&machine, &encrypt).await?;
        let enrolment = done(&machine, "cat /tmp/enrolment.json").await?;
        self.enrol(&enrolment).await?;
        done(&machine, "systemctl start rtsd").await?;
        machine.end(OFF).await
    }

    /// Stops the kernel of an emulated board; the box after its watchdog, and the time until the polls were open as before.
    async fn kernel_stopped(&self, machine: Machine) -> Result<(Machine, Option<Duration>), Error> {
        if self.board.contained() {
            return Ok((machine, None));
        }
        let fed = done(&machine, WATCHDOG).await?;
        if fed != FED {
            return Err(Error::Setup(format!("have a hardware watchdog that is fed: {fed}")));
        }
        let stopped = Instant::now();
        machine.end(STOP_KERNEL).await?;
        let machine = self.board.start("systemd", "after-watchdog")?;
        machine.listens().await?;
        self.active(&machine).await?;
        self.until(&machine, "open polls", |it| it["phase"] == "open").await?;
        Ok((machine, Some(stopped.elapsed())))
    }

    /// Waits until the service manager calls the daemon active: what that took, from the kernel's or container's start.
    async fn active(&self, machine: &Machine) -> Result<Started, Error> {
        let at = self
            .patiently("READY", async || {
                let said = shown(machine, "rtsd", "ActiveState,ActiveEnterTimestampMonotonic").await?;
                let active = said.get("ActiveState").is_some_and(|it| it == "active");
                let at = said.get("ActiveEnterTimestampMonotonic").and_then(|it| it.parse::<u64>().ok());
                Ok(at.filter(|_| active))
            })
            .await?;
        let (resident_kib, _) = memory(machine).await?;
        let from = if self.board.contained() { booted(machine).await? } else { 0 };
        Ok(Started { seconds: Duration::from_micros(at.saturating_sub(from)).as_secs_f64(), resident_kib })
    }

    /// Sends a signal to the daemon; the time until it runs again, restarted so often, with the polls open as before.
    async fn restarted(&self, machine: &Machine, signal: &str, times: u32) -> Result<Duration, Error> {
        done(machine, &format!("kill -s {signal} $(pidof rtsd)")).await?;
        let sent = Instant::now();
        self.patiently(&format!("a new daemon after SIG{signal}"), async || {
            let said = shown(machine, "rtsd", "ActiveState,NRestarts").await?;
            let active = said.get("ActiveState").is_some_and(|it| it == "active");
            Ok((active && said.get("NRestarts") == Some(&times.to_string())).then_some(()))
        })
        .await?;
        let took = sent.elapsed();
        self.until(machine, "open polls", |it| it["phase"] == "open").await?;
        Ok(took)
    }
}

/// When a container's first process began, in microseconds since this machine's kernel did.
async fn booted(machine: &Machine) -> Result<u64, Error> {
    let said = done(machine, "systemctl show --property=UserspaceTimestampMonotonic --value").await?;
    said.parse().map_err(|_| Error::Setup(format!("read when the container began: {said}")))
}

/// What the service manager says of a unit.
async fn shown(machine: &Machine, unit: &str, properties: &str) -> Result<BTreeMap<String, String>, Error> {
    let said = done(machine, &format!("systemctl show --property={properties} {unit}.service")).await?;
    let pairs = said.lines().filter_map(|line| line.trim().split_once('='));
    Ok(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}
