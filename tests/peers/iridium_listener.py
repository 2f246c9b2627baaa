"""iridiumSBD's DirectIP server as the listener of a gateway.

Usage: iridium_listener.py FOLDER. Prints the port, then each message as JSON, as its own parser reads it.
"""

import json
import os
import sys

from iridiumSBD.directip import server
from iridiumSBD.iridiumSBD import IridiumSBD

folder = sys.argv[1]
# It makes both folders or none.
os.makedirs(os.path.join(folder, "inbox"), exist_ok=True)
save = server.save_isbd_msg


def save_and_tell(outputdir, client_address, data, t0):
    name = save(outputdir, client_address, data, t0)
    message = IridiumSBD(data)
    header = message.attributes["header"]
    told = {key: header[key] for key in ["CDR_reference", "IMEI", "session_status", "MOMSN", "MTMSN", "session_epoch"]}
    payload = getattr(message, "payload", None)
    told["payload"] = payload["data"].hex() if payload else None
    location = message.attributes.get("location")
    told["location"] = [location["latitude"], location["longitude"], location["CEP_radius"]] if location else None
    print(json.dumps(told), flush=True)
    return name


server.save_isbd_msg = save_and_tell
listener = server.ThreadedDirectIPServer(("127.0.0.1", 0), folder)
print(listener.server_address[1], flush=True)
listener.serve_forever()
