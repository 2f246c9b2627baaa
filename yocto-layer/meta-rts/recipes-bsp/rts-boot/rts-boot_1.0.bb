SUMMARY = "Which of two slots a box starts from"
DESCRIPTION = "A script for U-Boot with the variables that RAUC knows: a slot that is on trial and does not call itself \
good is left after three starts."
HOMEPAGE = "https://example.org/rts"
BUGTRACKER = "https://example.org/rts/issues"
SECTION = "bootloaders"
LICENSE = "Apache-2.0"
LIC_FILES_CHKSUM = "file://${COMMON_LICENSE_DIR}/Apache-2.0;md5=89aea4e17d99a7cacdbeed46a0096b10"

DEPENDS = "u-boot-mkimage-native"
# The name under which meta-raspberrypi asks for a script.
PROVIDES += "u-boot-default-script"

SRC_URI = "file://boot.cmd"
S = "${UNPACKDIR}"

inherit kernel-arch deploy nopackages

INHIBIT_DEFAULT_DEPS = "1"
PACKAGE_ARCH = "${MACHINE_ARCH}"

# The internal medium as U-Boot says it, and where it finds the device tree: a file of the slot, or an address at which
# the firmware left one.
RTS_BOOT_MEDIUM ?= "mmc 0"
RTS_BOOT_TREE ?= "file"
RTS_BOOT_TREE_FILE ?= "${@os.path.basename(((d.getVar('KERNEL_DEVICETREE') or 'none').split() or ['none'])[-1])}"
RTS_BOOT_COMMAND ?= "${@'booti' if d.getVar('KERNEL_IMAGETYPE') == 'Image' else 'bootz'}"

do_configure[noexec] = "1"
do_install[noexec] = "1"

do_compile() {
    sed -e 's|@KERNEL@|${KERNEL_IMAGETYPE}|' -e 's|@COMMAND@|${RTS_BOOT_COMMAND}|' -e 's|@MEDIUM@|${RTS_BOOT_MEDIUM}|' \
        -e 's|@TREE@|${RTS_BOOT_TREE}|' -e 's|@TREE_FILE@|${RTS_BOOT_TREE_FILE}|' ${S}/boot.cmd > ${B}/boot.txt
    mkimage -A ${UBOOT_ARCH} -T script -C none -n "slots of the box" -d ${B}/boot.txt ${B}/boot.scr
}

do_deploy() {
    install -m 0644 ${B}/boot.scr ${DEPLOYDIR}/boot.scr
}
addtask deploy after do_compile before do_build
