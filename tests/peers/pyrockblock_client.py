"""pyRockBlock as the host of a modem; it knows text only.

Usage: pyrockblock_client.py LINE TEXT. Sends the text twice, binary and as text, prints what it saw as JSON.
"""

import json
import sys

from pyRockBlock import pyRockBlock

modem = pyRockBlock.RockBlock(sys.argv[1])
seen = {"connected": modem.connect()}
# It hands its timeout to the line as the size of a byte, and waits for ever.
modem.s.timeout = 2
for name in ["imei", "modem", "signal_quality"]:
    seen[name] = getattr(modem, name)
    # The driver leaves the final result of some commands unread.
    modem.s.timeout = 0.5
    modem.s.readlines()
    modem.s.timeout = 2
seen["queued"] = modem.queue_bytes(sys.argv[2])
session = modem.initiate_session()
seen["session"] = [session.mo_status_code, session.momsn, session.mt_status_code, session.mt_queued]
session = modem.send_text(sys.argv[2])
seen["again"] = [session.mo_success, session.momsn]
modem.disconnect()
print(json.dumps(seen))
