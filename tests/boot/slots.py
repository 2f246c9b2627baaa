"""An update of a box, and the ways back, with the programs of a box: slots.py U_BOOT KERNEL FOLDER (as root).

U-Boot runs the layer's script on an emulated board until the kernel of a slot names its command line; that is where a start
ends here, as a power cut ends one. RAUC writes slots and marks them by its own rules, and the layer's health check is asked
after a start as the service manager asks it. Three things stand in for others: U-Boot's variables are read and written by
the script itself, in the file and form of a board that keeps them on FAT (Debian's U-Boot for this machine keeps them in a
flash that does not work under emulation); bundles are plain, since verity wants a device mapper; and `rts` answers or not as
a test says.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

LAYER = Path(__file__).resolve().parents[2] / "yocto-layer/meta-rts"
RAUC = LAYER / "dynamic-layers/rauc/recipes-core"
HEALTH = RAUC / "rts-health/files/health"
MIB = 1 << 20
# Partitions as files/wic/rts.wks orders them, smaller: first MiB and size. The last is not needed.
BOOT, SLOTS = (4, 64), {"A": (68, 128), "B": (196, 128)}
DISK = 328
# Longest wait for a kernel, with a slot that resets three times before it.
PATIENCE_S = 300


def run(*command, **options):
    """A program that has to succeed; what it said."""
    done = subprocess.run([str(it) for it in command], capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"slots: {' '.join(map(str, command))}: {done.stdout}{done.stderr}")
    return done.stdout


def program(path: Path, text: str):
    """A script that can be executed."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


class Box:
    """The internal medium of a box, and what runs from it."""

    def __init__(self, u_boot: Path, kernel: Path, folder: Path):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder, self.u_boot, self.kernel = folder.resolve(), u_boot, kernel
        self.disk, self.variables = self.folder / "disk.img", self.folder / "uboot.env"
        self.update = self.folder / "update"
        self._programs()
        self._rauc()
        self._medium()

    def _programs(self):
        """Programs in front of the machine's own: where variables are, and what a health check meets."""
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        config = self.folder / "fw_env.config"
        named = (LAYER / "recipes-bsp/u-boot/files/beaglebone-yocto/fw_env.config").read_text()
        config.write_text(named.replace("/boot/uboot.env", str(self.variables)))
        for name in ("fw_printenv", "fw_setenv"):
            program(self.bin / name, f'exec {shutil.which(name)} -c {config} "$@"')
        program(self.bin / "rts", f"test -e {self.folder}/healthy")
        program(self.bin / "systemctl", f'echo "$@" >>{self.folder}/asked')
        program(self.bin / "sleep", "exit 0")
        self.environment = os.environ | {"PATH": f"{self.bin}:{os.environ['PATH']}"}

    def _rauc(self):
        """The layer's system configuration, a key of the commission's and one of somebody else's."""
        text = (RAUC / "rts-rauc-conf/files/system.conf").read_text()
        text = text.replace("@MACHINE@", "lab").replace("@SLOTS@", f"{self.folder}/slot")
        text = text.replace("bundle-formats=verity", "bundle-formats=plain")
        text = re.sub("(?m)^data-directory=.*", f"data-directory={self.update}", text)
        (self.folder / "system.conf").write_text(text)
        for key, certificate in (("commission.pem", "ca.cert.pem"), ("stranger.pem", "stranger.cert.pem")):
            run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 30, "-subj", f"/CN={key}",
                "-keyout", self.folder / key, "-out", self.folder / certificate)  # fmt: skip
        services = self.folder / "data/dbus-1/services"
        services.mkdir(parents=True)
        self.service = services / "de.pengutronix.rauc.service"

    def _medium(self):
        """Four partitions: U-Boot's, two slots with the depot's image, and the journal's."""
        layout = "label: dos\n" + "".join(f"start={at}MiB,size={size}MiB\n" for at, size in (BOOT, *SLOTS.values()))
        with self.disk.open("wb") as file:
            file.truncate(DISK * MIB)
        run("sfdisk", "--quiet", self.disk, input=layout)
        run("mkfs.vfat", "-n", "BOOT", "--offset", BOOT[0] * MIB // 512, self.disk, BOOT[1] * 1024)
        script = (LAYER / "recipes-bsp/rts-boot/files/boot.cmd").read_text()
        for mark, value in {"KERNEL": "Image", "COMMAND": "booti", "MEDIUM": "virtio 0", "TREE": "fdtcontroladdr"}.items():
            script = script.replace(f"@{mark}@", value)
        kept = "if load virtio 0:1 ${loadaddr} uboot.env; then env import -c ${loadaddr} ${filesize}; fi\n"
        keep = "env export -c -s 0x4000 ${loadaddr}; fatwrite virtio 0:1 ${loadaddr} uboot.env 0x4000"
        shown = "setenv console_args earlycon ignore_loglevel\n"
        (self.folder / "boot.cmd").write_text(kept + shown + re.sub("(?m)^saveenv$", keep, script))
        run("mkimage", "-A", "arm64", "-T", "script", "-C", "none", "-d", self.folder / "boot.cmd", self.folder / "boot.scr")
        run("mcopy", "-i", f"{self.disk}@@{BOOT[0]}M", self.folder / "boot.scr", "::boot.scr")
        image = self.image("depot").read_bytes()
        with self.disk.open("r+b") as file:
            for at, _ in SLOTS.values():
                file.seek(at * MIB)
                file.write(image)

    def image(self, version: str, kernel: bool = True) -> Path:
        """A root of a slot, with a kernel or without."""
        root = self.folder / version
        (root / "boot").mkdir(parents=True)
        (root / "version").write_text(version)
        if kernel:
            shutil.copy(self.kernel, root / "boot/Image")
        image = self.folder / f"{version}.ext4"
        run("mke2fs", "-q", "-t", "ext4", "-d", root, image, f"{SLOTS['A'][1]}m")
        return image

    def bundle(self, image: Path, key: str = "commission.pem", certificate: str = "ca.cert.pem") -> Path:
        """An update with that root, signed."""
        content = self.folder / f"{image.stem}-bundle"
        content.mkdir()
        os.link(image, content / "rootfs.ext4")
        (content / "manifest.raucm").write_text(
            f"[update]\ncompatible=rts-lab\nversion={image.stem}\n[bundle]\nformat=plain\n[image.rootfs]\nfilename=rootfs.ext4\n"
        )
        bundle = self.folder / f"{image.stem}.raucb"
        run("rauc", "--cert", self.folder / certificate, "--key", self.folder / key, "bundle", content, bundle)
        return bundle

    def start(self) -> str:
        """Switches the box on until a kernel starts; the slot that it is of."""
        machine = subprocess.Popen(
            ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-m", "256", "-bios", self.u_boot, "-display", "none",
             "-nic", "none", "-monitor", "none", "-serial", "stdio", "-drive", f"if=none,id=medium,file={self.disk},format=raw",
             "-device", "virtio-blk-pci,drive=medium"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        patience = threading.Timer(PATIENCE_S, machine.kill)
        patience.start()
        said = []
        try:
            for line in machine.stdout:
                said.append(line)
                if found := re.search(r"Kernel command line: .*root=PARTUUID=\S+ ro .*rauc\.slot=([AB]) ", line):
                    return found[1]
        finally:
            patience.cancel()
            machine.kill()
            machine.wait()
        raise SystemExit(f"slots: no kernel started:\n{''.join(said[-40:])}")

    def left(self) -> dict[str, str]:
        """U-Boot's variables of the slots."""
        run("mcopy", "-n", "-o", "-i", f"{self.disk}@@{BOOT[0]}M", "::uboot.env", self.variables)
        said = run("fw_printenv", "BOOT_ORDER", "BOOT_A_LEFT", "BOOT_B_LEFT", env=self.environment)
        return dict(line.split("=", 1) for line in said.splitlines())

    def rauc(self, slot: str, *command) -> tuple[bool, str]:
        """Asks RAUC in a box that runs from that slot; whether it did it, and what it said."""
        self.left()
        config = f"--conf={self.folder}/system.conf"
        self.service.write_text(
            f"[D-BUS Service]\nName=de.pengutronix.rauc\nExec={shutil.which('rauc')} {config} --override-boot-slot={slot} service\n"
        )
        loops = []
        try:
            for number, (at, size) in enumerate(SLOTS.values(), start=2):
                loops.append(run("losetup", "-f", "--show", "-o", at * MIB, "--sizelimit", size * MIB, self.disk).strip())
                link = self.folder / f"slot{number}"
                link.unlink(missing_ok=True)
                link.symlink_to(loops[-1])
            # The bus starts the service, which knows from it which bus that is; the program has to be told.
            session = ["dbus-run-session", "--", "env", "DBUS_STARTER_BUS_TYPE=session", "rauc", config, *map(str, command)]
            environment = self.environment | {"XDG_DATA_HOME": f"{self.folder}/data"}
            done = subprocess.run(session, capture_output=True, text=True, env=environment)
        finally:
            for loop in loops:
                run("losetup", "-d", loop)
        run("mcopy", "-o", "-i", f"{self.disk}@@{BOOT[0]}M", self.variables, "::uboot.env")
        return done.returncode == 0, done.stdout + done.stderr

    def health(self, slot: str, healthy: bool) -> tuple[bool, bool]:
        """Asks the health check in a box that runs from that slot: whether the start was good, and whether it starts again."""
        answers, asked, line = self.folder / "healthy", self.folder / "asked", self.folder / "cmdline"
        line.write_text(f"root=PARTUUID=1 ro rootwait rauc.slot={slot} quiet\n")
        asked.unlink(missing_ok=True)
        answers.touch() if healthy else answers.unlink(missing_ok=True)
        environment = self.environment | {"RTS_COMMAND_LINE": str(line), "RTS_UPDATE": str(self.update)}
        done = subprocess.run(["sh", HEALTH], env=environment, capture_output=True, text=True)
        return done.returncode == 0, asked.exists() and asked.read_text() == "reboot\n"

    def holds(self, slot: str, image: Path) -> bool:
        """Whether that slot holds that root, byte for byte."""
        with self.disk.open("rb") as file:
            file.seek(SLOTS[slot][0] * MIB)
            return file.read(image.stat().st_size) == image.read_bytes()


def expect(what: str, seen, wanted):
    """Says what was seen, and ends the run where it is not what has to be."""
    if seen != wanted:
        raise SystemExit(f"slots: {what}: {seen}, and not {wanted}")
    print(f"slots: {what}", flush=True)


def main():
    u_boot, kernel, folder = map(Path, sys.argv[1:])
    box = Box(u_boot, kernel, folder)
    good, again = True, True

    expect("a new box starts from A", box.start(), "A")
    expect("its start is counted", box.left(), {"BOOT_ORDER": "A B", "BOOT_A_LEFT": "2", "BOOT_B_LEFT": "3"})
    expect("unhealthy at the depot, with nothing to go back to, it is left alone", box.health("A", False), (not good, not again))
    expect("a healthy start is good", box.health("A", True), (good, not again))
    expect("and RAUC marks it", (box.rauc("A", "status", "mark-good")[0], box.left()["BOOT_A_LEFT"]), (True, "3"))

    expect("the depot's other slot, unhealthy, gives way to it", box.health("B", False), (not good, again))

    first = box.image("first")
    stranger = box.bundle(box.image("stranger"), "stranger.pem", "stranger.cert.pem")
    before = box.left()
    expect("an update that the commission did not sign is refused", box.rauc("A", "install", stranger)[0], False)
    expect("and changes nothing", (box.left(), box.holds("B", first)), (before, False))
    done, said = box.rauc("A", "install", box.bundle(first))
    expect(f"an update is installed{'' if done else ': ' + said}", (done, box.holds("B", first)), (True, True))
    for trial in ("first", "second", "third"):
        expect(f"the {trial} start is from B", box.start(), "B")
        expect("unhealthy, it starts again", box.health("B", False), (not good, again))
    expect("after three starts the box is back at A", box.start(), "A")
    expect("where it is healthy", (box.health("A", True), box.rauc("A", "status", "mark-good")[0]), ((good, not again), True))

    second = box.image("second")
    expect("the next update is installed", (box.rauc("A", "install", box.bundle(second))[0], box.holds("B", second)), (True, True))
    expect("and starts from B", box.start(), "B")
    expect("where it is healthy", (box.health("B", True), box.rauc("B", "status", "mark-good")[0]), ((good, not again), True))
    expect("as it is on the next day", (box.start(), box.left()["BOOT_B_LEFT"]), ("B", "2"))
    expect("what was healthy once shows its fault and goes on", box.health("B", False), (not good, not again))
    expect("a technician goes back by hand", box.rauc("B", "status", "mark-active", "other")[0], True)
    expect("and is at A", box.start(), "A")

    third = box.image("third", kernel=False)
    expect("an update without a kernel is installed", box.rauc("A", "install", box.bundle(third))[0], True)
    expect("three starts of U-Boot later the box is at A by itself", (box.start(), box.left()["BOOT_B_LEFT"]), ("A", "0"))
    run("fw_setenv", "BOOT_A_LEFT", "0", env=box.environment)
    run("mcopy", "-o", "-i", f"{box.disk}@@{BOOT[0]}M", box.variables, "::uboot.env")
    expect("a box with no good slot starts all the same", box.start(), "A")


main()
