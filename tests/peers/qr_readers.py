"""Other people's readers and writers of QR codes, on pictures of codes.

Reads lines `text TAB file TAB dots a module` from standard input, the file a portable bitmap; writes one JSON object a line:
what zxing-cpp and zbar read in it, whether qrcode draws the very same modules, and the bytes that base45 decodes.
"""

import json
import subprocess
import sys

import base45
import qrcode
import zxingcpp
from PIL import Image
from qrcode.util import MODE_ALPHA_NUM, QRData


def modules_of(picture, dots):
    """The modules between the quiet zones, each seen in its upper left dot."""
    left, top, right, bottom = picture.convert("L").point(lambda dot: 255 - dot).getbbox()
    return [
        [picture.getpixel((x, y)) == 0 for x in range(left, right, dots)] for y in range(top, bottom, dots)
    ]


def drawn(text, modules):
    """The modules that qrcode draws, all alphanumeric, with the mask that the format information names."""
    first, second, third = modules[8][2:5]
    mask = (first ^ 1) << 2 | second << 1 | third ^ 1
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, mask_pattern=mask, border=0)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    code.make()
    return code.get_matrix()


for line in sys.stdin:
    text, path, dots = line.rstrip("\n").split("\t")
    picture = Image.open(path)
    zxing = zxingcpp.read_barcodes(picture.convert("L"))
    zbar = subprocess.run(
        ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path], check=True, capture_output=True, text=True
    )
    modules = modules_of(picture, int(dots))
    answer = {
        "zxing": [code.text for code in zxing],
        "levels": [code.ec_level for code in zxing],
        "zbar": zbar.stdout.splitlines(),
        "alike": drawn(text, modules) == modules,
        "bytes": base45.b45decode(text.split(":", 1)[1]).hex(),
    }
    print(json.dumps(answer), flush=True)
