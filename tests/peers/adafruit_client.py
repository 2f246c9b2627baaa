"""Adafruit's RockBLOCK driver as the host of a modem.

Usage: adafruit_client.py LINE MESSAGE_HEX. Sends the message, collects a waiting one, prints what it saw as JSON.
"""

import json
import sys

import adafruit_rockblock
import serial

modem = adafruit_rockblock.RockBlock(serial.Serial(sys.argv[1], 19200, timeout=2))
seen = {"model": modem.model, "serial_number": modem.serial_number, "signal_quality": modem.signal_quality}
modem.ring_alert = True
seen["ring_alert"] = modem.ring_alert
modem.data_out = bytes.fromhex(sys.argv[2])
seen["before"] = modem.status
seen["session"] = modem.satellite_transfer()
seen["after"] = modem.status
received = modem.data_in
seen["received"] = received.hex() if received else None
print(json.dumps(seen))
