# The slots need arithmetic, and variables that are kept on the internal medium. Raspberry's U-Boot has both; BeagleBone's has
# no arithmetic, and keeps its variables, and looks for what to start, on the card first.
FILESEXTRAPATHS:prepend:beaglebone-yocto := "${THISDIR}/files:"
SRC_URI:append:beaglebone-yocto = " file://fw_env.config file://slots.cfg"
