SUMMARY = "The image of a box: a root that is only read, and the journal apart"
DESCRIPTION = "Nothing on it listens to a network, nobody can log in but by the guided day on the first console, and \
nothing but the partition of the journal is ever written."
HOMEPAGE = "https://example.org/rts"
SECTION = "images"
LICENSE = "Apache-2.0"

inherit core-image extrausers

IMAGE_FEATURES = "read-only-rootfs"
IMAGE_LINGUAS = ""
IMAGE_INSTALL = "packagegroup-core-boot packagegroup-rts ${CORE_IMAGE_EXTRA_INSTALL}"

# Nobody logs in, unless the builder gives root a password (as "openssl passwd -6" prints it) for the depot's serial console.
RTS_ROOT_HASH ?= ""
EXTRA_USERS_PARAMS = "${@"usermod -p '%s' root;" % d.getVar('RTS_ROOT_HASH') if d.getVar('RTS_ROOT_HASH') else 'usermod -L root;'}"

# A slot carries its own kernel, so that an update and its rollback take both.
IMAGE_INSTALL += "kernel-image kernel-devicetree"

IMAGE_FSTYPES = "ext4 wic.gz wic.bmap"
# Both slots have this size, and an update must fit it (files/wic).
IMAGE_ROOTFS_MAXSIZE = "393216"
WKS_FILE = "rts.wks"
do_image_wic[depends] += "virtual/bootloader:do_deploy rts-boot:do_deploy"
IMAGE_BOOT_FILES:append = " boot.scr"

# Nothing that logs for others or answers a network.
BAD_RECOMMENDATIONS += "busybox-syslog"
