"""Other people's encoder of pictures and readers of QR codes, on sheets of tape, and on sheets as a phone sees them.

Reads lines `picture (portable bitmap) TAB drawing (PNG) TAB folder TAB seed` from standard input; writes one JSON object a
line: whether python-escpos sends the very same dots, what zxing-cpp and zbar read in the drawing, and for each code there a
picture as from a phone, written to the folder, with what both read in it.
"""

import contextlib
import io
import json
import math
import subprocess
import sys

import numpy
import zxingcpp
from escpos.printer import Dummy
from PIL import Image, ImageDraw, ImageFilter

TURN = 4  # degrees
SCALE = 0.62  # pixels a dot
TILT = 0.06  # of the width: how much the far edge is shorter, and the sides lean
BLUR = 0.7  # pixels, standard deviation
NOISE = 9  # gray values, standard deviation
STAIN = 0.06  # of the picture
STAINED = 0.45  # of the light that a stain leaves
MARGIN = 60  # dots around a code


def sent(picture):
    """The dots that python-escpos sends for a picture."""
    # It talks on standard output.
    with contextlib.redirect_stdout(io.StringIO()):
        printer = Dummy()
        printer.image(Image.open(picture), impl="bitImageRaster", center=False)
    data, at, dots = printer.output, 0, b""
    while at < len(data):
        assert data[at : at + 4] == b"\x1dv0\0", data[at : at + 8]
        width, height = (data[i] | data[i + 1] << 8 for i in (at + 4, at + 6))
        dots += data[at + 8 : at + 8 + width * height]
        at += 8 + width * height
    return dots


def zbar(path):
    command = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 4), done.stderr  # 4: no code found
    return done.stdout.splitlines()


def zxing(image):
    return zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)


def coefficients(targets, sources):
    """Of the perspective that takes four target points to their sources."""
    rows = []
    for (x, y), (u, v) in zip(targets, sources):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    return numpy.linalg.solve(numpy.array(rows, float), numpy.array(sources, float).ravel())


def photographed(drawing, code, chance):
    """The surroundings of a code as a phone takes them: turned, tilted, small, stained, blurred, noisy."""
    corners = [getattr(code.position, name) for name in ("top_left", "top_right", "bottom_right", "bottom_left")]
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    box = (min(xs) - MARGIN, min(ys) - MARGIN, max(xs) + MARGIN, max(ys) + MARGIN)
    paper = Image.new("L", (box[2] - box[0], box[3] - box[1]), 255)
    paper.paste(drawing, (-box[0], -box[1]))
    width, height = paper.size
    area = STAIN * (width - 2 * MARGIN) * (height - 2 * MARGIN)
    long = math.sqrt(area / math.pi * chance.uniform(1, 2))
    short = area / math.pi / long
    x, y = chance.uniform(MARGIN, width - MARGIN), chance.uniform(MARGIN, height - MARGIN)
    stain = Image.new("L", paper.size, 255)
    ImageDraw.Draw(stain).ellipse((x - long, y - short, x + long, y + short), fill=round(255 * STAINED))
    shade = numpy.asarray(paper, float) * 0.86 + 20
    shade *= numpy.asarray(stain.filter(ImageFilter.GaussianBlur(3)), float) / 255
    # Light falls from one side.
    shade *= numpy.linspace(1, 0.75, width)
    paper = Image.fromarray(shade.clip(0, 255).astype("uint8"))
    lean, narrow = chance.uniform(-TILT, TILT) * width, TILT * width / 2
    tilted = [(narrow + lean, 0), (width - narrow + lean, 0), (width, height), (0, height)]
    angle = math.radians(TURN * chance.choice((-1, 1)))
    turned = [
        (
            (math.cos(angle) * (x - width / 2) - math.sin(angle) * (y - height / 2)) * SCALE + width * SCALE * 0.6,
            (math.sin(angle) * (x - width / 2) + math.cos(angle) * (y - height / 2)) * SCALE + height * SCALE * 0.6,
        )
        for x, y in tilted
    ]
    size = (round(width * SCALE * 1.2), round(height * SCALE * 1.2))
    whole = [(0, 0), (width, 0), (width, height), (0, height)]
    # A sensor's pixel sees the mean of what falls on it.
    fine = [(x * 3, y * 3) for x, y in turned]
    seen = paper.transform(
        (size[0] * 3, size[1] * 3),
        Image.Transform.PERSPECTIVE,
        coefficients(fine, whole),
        Image.Resampling.BILINEAR,
        fillcolor=120,
    ).resize(size, Image.Resampling.BOX)
    seen = numpy.asarray(seen.filter(ImageFilter.GaussianBlur(BLUR)), float)
    seen += chance.normal(0, NOISE, seen.shape)
    return Image.fromarray(seen.clip(0, 255).astype("uint8"))


def main():
    for line in sys.stdin:
        picture, path, folder, seed = line.rstrip("\n").split("\t")
        rows = open(picture, "rb").read().split(b"\n", 2)[2]
        drawing = Image.open(path).convert("L")
        codes = zxing(drawing)
        photographs = []
        for number, code in enumerate(codes):
            chance = numpy.random.default_rng([int(seed), number])
            photograph = photographed(drawing, code, chance)
            file = f"{folder}/{seed}-{number}.png"
            photograph.save(file)
            read = {"zxing": [it.text for it in zxing(photograph)], "zbar": zbar(file)}
            photographs.append({"text": code.text, "file": file, **read})
        answer = {
            "encoded_alike": sent(picture) == rows,
            "zxing": [code.text for code in codes],
            "zbar": zbar(path),
            "photographs": photographs,
        }
        print(json.dumps(answer), flush=True)


main()
