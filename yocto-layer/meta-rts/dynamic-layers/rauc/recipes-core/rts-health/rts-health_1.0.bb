SUMMARY = "Whether a box on trial is healthy"
DESCRIPTION = "A box that runs from a slot that is on trial after an update must bring its daemon up and read both media; \
otherwise it starts again, and after three starts from the slot before."
HOMEPAGE = "https://example.org/rts"
BUGTRACKER = "https://example.org/rts/issues"
SECTION = "base"
LICENSE = "Apache-2.0"
LIC_FILES_CHKSUM = "file://${COMMON_LICENSE_DIR}/Apache-2.0;md5=89aea4e17d99a7cacdbeed46a0096b10"

SRC_URI = " \
    file://rts-health.service \
    file://health \
"
S = "${UNPACKDIR}"

inherit allarch systemd

do_configure[noexec] = "1"
do_compile[noexec] = "1"

do_install() {
    install -D -m 0644 ${S}/rts-health.service ${D}${systemd_system_unitdir}/rts-health.service
    install -D -m 0755 ${S}/health ${D}${libexecdir}/rts/health
}

SYSTEMD_SERVICE:${PN} = "rts-health.service"
SYSTEMD_AUTO_ENABLE:${PN} = "enable"
FILES:${PN} += "${libexecdir}/rts"
RDEPENDS:${PN} = "rts"
