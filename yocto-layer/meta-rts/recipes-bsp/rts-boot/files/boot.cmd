# Slots of a box, for U-Boot. The variables are RAUC's: BOOT_ORDER is which slot to try first, BOOT_x_LEFT how often slot x
# may still be started before it has called itself good.
test -n "${BOOT_ORDER}" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 3

setenv slot
for name in "${BOOT_ORDER}"; do
  if test "x${slot}" != "x"; then
    # There is one already.
  elif test "x${name}" = "xA"; then
    if test ${BOOT_A_LEFT} -gt 0; then
      setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1
      setenv slot A
      setenv part 2
    fi
  elif test "x${name}" = "xB"; then
    if test ${BOOT_B_LEFT} -gt 0; then
      setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1
      setenv slot B
      setenv part 3
    fi
  fi
done
# Neither is good any more: a box in the field starts all the same, as it did last.
if test "x${slot}" = "x"; then
  setenv BOOT_A_LEFT 3
  setenv BOOT_B_LEFT 3
  setenv slot A
  setenv part 2
fi
saveenv

part uuid @MEDIUM@:${part} root
setenv bootargs "root=PARTUUID=${root} ro rootwait rauc.slot=${slot} usbcore.authorized_default=0 panic=10 quiet ${console_args}"
load @MEDIUM@:${part} ${kernel_addr_r} /boot/@KERNEL@
if test "@TREE@" = "file"; then
  load @MEDIUM@:${part} ${fdt_addr_r} /boot/@TREE_FILE@
  setenv tree ${fdt_addr_r}
else
  setenv tree ${@TREE@}
fi
@COMMAND@ ${kernel_addr_r} - ${tree}
# The kernel did not even start: the next start takes one from what is left of this slot.
reset
