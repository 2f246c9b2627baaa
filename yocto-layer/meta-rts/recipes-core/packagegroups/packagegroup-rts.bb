SUMMARY = "What a box of a polling station holds"
DESCRIPTION = "The terminal itself and the few programs that a technician needs for its media: no network service, no \
compiler, no package manager."
HOMEPAGE = "https://example.org/rts"
SECTION = "base"

inherit packagegroup

RDEPENDS:${PN} = " \
    e2fsprogs-e2fsck \
    e2fsprogs-mke2fs \
    rts \
    tzdata-core \
    util-linux-blkdiscard \
"
