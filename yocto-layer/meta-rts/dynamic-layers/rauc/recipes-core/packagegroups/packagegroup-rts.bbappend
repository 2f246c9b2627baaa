# The means to write the other slot, and to go back.
# nooelint: oelint.vars.dependsordered
RDEPENDS:${PN} += " \
    libubootenv-bin \
    rauc \
    rts-health \
    rts-rauc-conf \
"
