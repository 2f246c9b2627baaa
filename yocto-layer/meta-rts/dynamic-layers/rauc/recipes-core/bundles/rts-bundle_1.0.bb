SUMMARY = "An update of a box: the whole root of the other slot"
DESCRIPTION = "A bundle that RAUC installs from a stick or over the bearer of a depot; the box's keys, settings and \
journal are no part of it."
HOMEPAGE = "https://example.org/rts"
SECTION = "bundles"
LICENSE = "Apache-2.0"

inherit bundle

RAUC_BUNDLE_FORMAT = "verity"
RAUC_BUNDLE_COMPATIBLE = "rts-${MACHINE}"
RAUC_BUNDLE_VERSION ?= "${DISTRO_VERSION}"
RAUC_BUNDLE_DESCRIPTION = "Result transmission terminal"
RAUC_BUNDLE_SLOTS = "rootfs"
RAUC_SLOT_rootfs = "rts-image"
RAUC_SLOT_rootfs[fstype] = "ext4"
# RAUC_KEY_FILE and RAUC_CERT_FILE are the builder's: no key is in this layer.
