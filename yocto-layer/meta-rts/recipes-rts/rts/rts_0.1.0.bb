SUMMARY = "Result transmission terminal of a polling station"
DESCRIPTION = "The daemon rtsd keeps a station's result in a journal on two media, prints it, and sends it over a \
satellite modem until the tally center has signed a receipt; the command rts is what officials work with."
HOMEPAGE = "https://example.org/rts"
BUGTRACKER = "https://example.org/rts/issues"
SECTION = "base"
LICENSE = "Apache-2.0"
LIC_FILES_CHKSUM = "file://LICENSE;md5=3b83ef96387f14655fc854ddc3c6bd57"
CVE_PRODUCT = "rts"

# Where the source comes from; a builder's own copy is RTS_SOURCE = "git:///srv/rts.git;protocol=file".
RTS_SOURCE ?= "git://example.org/rts.git;protocol=https"
SRC_URI = "${RTS_SOURCE};branch=main;destsuffix=rts"
# The commit of the version; the crates beside this file are those of its Cargo.lock.
SRCREV = "ce6cbb92db9ec2653a1c6eab3cf9da6dba069ed5"
S = "${UNPACKDIR}/rts"

inherit cargo cargo-update-recipe-crates systemd useradd

require ${BPN}-crates.inc

# The programs of a box and nothing else, in the profile that is made for its small medium.
BUILD_MODE = "--profile image"
BUILD_DIR = "image"
CARGO_BUILD_FLAGS:append = " --no-default-features --features device --bin rtsd --bin rts"

do_install() {
    install -D -m 0755 ${B}/target/${CARGO_TARGET_SUBDIR}/rts ${D}${bindir}/rts
    install -D -m 0755 ${B}/target/${CARGO_TARGET_SUBDIR}/rtsd ${D}${libexecdir}/rts/rtsd
    oe_runmake -C ${S} install-files DESTDIR=${D} PREFIX=${prefix}
    # An image has the internal copy of the journal on a partition of its own, and encrypted credentials beside it.
    install -D -m 0644 ${S}/systemd/var-lib-rts.mount ${D}${systemd_system_unitdir}/var-lib-rts.mount
    install -D -m 0644 ${S}/systemd/tmpfiles.d/rts-image.conf ${D}${nonarch_libdir}/tmpfiles.d/rts-image.conf
    # On a root that is never written to, folders are there from the beginning.
    install -d ${D}${sysconfdir}/rts/config.d ${D}/media/rts-card
}

USERADD_PACKAGES = "${PN}"
# The numbers are fixed, so that a card made at a desk belongs to the box.
GROUPADD_PARAM:${PN} = "--system --gid 650 rts; --system rts-official; --system rts-technician"
USERADD_PARAM:${PN} = " \
    --system --no-create-home --home-dir ${localstatedir}/lib/rts --shell /sbin/nologin --uid 650 --gid rts --groups dialout rts; \
    --system --no-create-home --home-dir /nonexistent --shell /sbin/nologin --gid rts --groups rts-official rts-console \
"

SYSTEMD_PACKAGES = "${PN}"
SYSTEMD_SERVICE:${PN} = "rtsd.service rts-console.service var-lib-rts.mount"
SYSTEMD_AUTO_ENABLE:${PN} = "enable"

FILES:${PN} += " \
    /media/rts-card \
    ${libexecdir}/rts \
    ${nonarch_libdir}/rts \
    ${nonarch_libdir}/sysctl.d \
    ${nonarch_libdir}/systemd \
    ${nonarch_libdir}/sysusers.d \
    ${nonarch_libdir}/tmpfiles.d \
    ${nonarch_base_libdir}/udev \
    ${nonarch_libdir}/udev \
"

# Whoever looks at a card that the box refuses.
RRECOMMENDS:${PN} += "e2fsprogs-e2fsck"
