# The slots need variables that are kept, and arithmetic. Raspberry's U-Boot has both; this board's has neither.
FILESEXTRAPATHS:prepend:beaglebone-yocto := "${THISDIR}/files:"
SRC_URI:append:beaglebone-yocto = " file://fw_env.config file://slots.cfg"
