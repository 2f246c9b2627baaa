SUMMARY = "Slots of a box and whose updates it takes, for RAUC"
DESCRIPTION = "Takes the place of meta-rauc's example. The certificate is the builder's: RTS_KEYRING is its file, and \
without one an image has slots and takes no update."
HOMEPAGE = "https://example.org/rts"
BUGTRACKER = "https://example.org/rts/issues"
SECTION = "base"
LICENSE = "Apache-2.0"
LIC_FILES_CHKSUM = "file://${COMMON_LICENSE_DIR}/Apache-2.0;md5=89aea4e17d99a7cacdbeed46a0096b10"

SRC_URI = " \
    file://boot.mount \
    file://system.conf \
"
S = "${UNPACKDIR}"

inherit systemd

# The medium with the slots as the kernel names it. A board sets its own.
RTS_MEDIUM ?= "/dev/mmcblk0"
RTS_MEDIUM:qemuall ?= "/dev/vda"
# Numbers of partitions follow a letter directly, and a p after a digit.
RTS_SLOTS = "${RTS_MEDIUM}${@'' if d.getVar('RTS_MEDIUM')[-1].isalpha() else 'p'}"
RTS_KEYRING ?= ""

do_configure[noexec] = "1"
do_compile[noexec] = "1"

do_install() {
    install -d ${D}${nonarch_libdir}/rauc
    sed -e 's|@MACHINE@|${MACHINE}|' -e 's|@SLOTS@|${RTS_SLOTS}|' ${S}/system.conf > ${D}${nonarch_libdir}/rauc/system.conf
    install -d ${D}${systemd_system_unitdir}
    sed -e 's|@SLOTS@|${RTS_SLOTS}|' ${S}/boot.mount > ${D}${systemd_system_unitdir}/boot.mount
    if [ -n "${RTS_KEYRING}" ]; then
        install -m 0644 ${RTS_KEYRING} ${D}${nonarch_libdir}/rauc/ca.cert.pem
    fi
}

SYSTEMD_SERVICE:${PN} = "boot.mount"
SYSTEMD_AUTO_ENABLE:${PN} = "enable"
PACKAGE_ARCH = "${MACHINE_ARCH}"
FILES:${PN} += "${nonarch_libdir}/rauc"
# Where the board's U-Boot keeps its variables.
RDEPENDS:${PN} = "u-boot-default-env"
RPROVIDES:${PN} = "virtual-rauc-conf"
