"""Reads the Yocto layer as BitBake does, with BitBake's own parser: check.py [LAYER CARGO_LOCK].

Every recipe, append and configuration must parse; every file that a recipe names must be there; every crate must have its
checksum; the list of crates must be that of Cargo.lock; kas files must fit kas's schema and name a commit for every
repository; the layer must have what openembedded-core's own checks ask for. It knows none of openembedded-core's classes: it
proves syntax, addresses and variables, not that the layer builds.
"""

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "stub"), str(HERE)]

import bb.codeparser
import bb.data
import bb.fetch2
import bb.parse
import crates
import jsonschema
import kas
import yaml


def opened(layer: Path, top: Path) -> bb.data_smart.DataSmart:
    """BitBake's variables as they are before a recipe is read."""
    d = bb.data.init()
    for name, value in {
        "BBPATH": f"{top}:{layer}",
        "TOPDIR": str(top),
        "LAYERDIR": str(layer),
        "BB_NO_NETWORK": "1",
        "BB_CACHE_POLICY": "",
        "__bbclasstype": "global",
    }.items():
        d.setVar(name, value)
    bb.parse.init_parser(d)
    bb.codeparser.parser_cache_init(str(top))
    d = bb.parse.handle("conf/bitbake.conf", d)
    d = bb.parse.handle(str(layer / "conf/layer.conf"), d)
    d.setVar("__bbclasstype", "recipe")
    return d


def recipe(file: Path, appends: list[Path], d: bb.data_smart.DataSmart) -> list[str]:
    """What is wrong with a recipe and what is appended to it."""
    it = bb.data.createCopy(d)
    it.setVar("FILE", str(file))
    it = bb.parse.handle(str(file), it)[""]
    for append in appends:
        bb.parse.BBHandler.handle(str(append), it, True)
    wrong = [f"{name} is missing" for name in ("SUMMARY", "LICENSE") if not it.getVar(name) and "packagegroup" not in file.name]
    addresses = (it.getVar("SRC_URI") or "").split()
    if not addresses:
        return wrong
    fetch = bb.fetch2.Fetch(addresses, it)
    for address in addresses:
        ud = fetch.ud[address]
        if ud.type == "file" and not Path(fetch.localpath(address)).exists():
            wrong.append(f"{address} is not there")
        if ud.type == "crate" and not ud.sha256_expected:
            wrong.append(f"{address} has no checksum")
        if ud.type == "git" and not re.fullmatch("[0-9a-f]{40}", it.getVar("SRCREV") or ""):
            wrong.append(f"{address} has no commit in SRCREV")
    return wrong


def name(file: Path) -> str:
    """The recipe that a file is or is appended to, without its version."""
    return file.stem.split("_")[0]


def strangers(layer: Path, append: Path) -> list[str]:
    """What is wrong with what is appended to another layer's recipe: a file that is named and not there."""
    named = re.findall(r'file://([^\s";]+)', append.read_text())
    missing = [it for it in named if not list(append.parent.glob(f"files/**/{it}"))]
    return [f"{append.relative_to(layer)}: file://{it} is not there" for it in missing]


def read(layer: Path, top: Path) -> list[str]:
    """What is wrong with any recipe."""
    d = opened(layer, top)
    appends = sorted(layer.rglob("*.bbappend"))
    recipes = sorted(layer.rglob("*.bb"))
    ours = {name(it) for it in recipes}
    wrong = [fault for it in appends if name(it) not in ours for fault in strangers(layer, it)]
    for file in recipes:
        own = [it for it in appends if name(it) == name(file)]
        try:
            found = recipe(file, own, d)
        except Exception as error:  # BitBake has no common ancestor of its errors.
            found = [f"{type(error).__name__}: {error}"]
        wrong += [f"{file.relative_to(layer)}: {it}" for it in found]
    return wrong


def boards(layer: Path) -> list[str]:
    """What is wrong with the files of kas."""
    schema = json.loads((Path(kas.__file__).parent / "schema-kas.json").read_text())
    wrong = []
    for file in sorted((layer / "kas").glob("*.yml")):
        config = yaml.safe_load(file.read_text())
        faults = jsonschema.Draft7Validator(schema).iter_errors(config)
        wrong += [f"kas/{file.name}: {it.json_path}: {it.message}" for it in faults]
        for name, repo in (config.get("repos") or {}).items():
            if repo.get("url") and not re.fullmatch("[0-9a-f]{40}", repo.get("commit", "")):
                wrong.append(f"kas/{file.name}: {name} has no commit")
        for name in config["header"].get("includes", []):
            if not (file.parent / name).is_file():
                wrong.append(f"kas/{file.name}: includes {name}, which is not there")
    return wrong


def shape(layer: Path, lock: Path) -> list[str]:
    """What a layer has to have, whoever reads it."""
    text = {name: (layer / name).read_text() for name in ("conf/layer.conf", "README.md", "SECURITY.md", crates.LIST)}
    wrong = [f"README.md does not say {it}" for it in ("maintainer", "patch", "@") if it not in text["README.md"].lower()]
    if not text["SECURITY.md"].strip():
        wrong.append("SECURITY.md is empty")
    if 'LAYERSERIES_COMPAT_rts = "wrynose"' not in text["conf/layer.conf"]:
        wrong.append("conf/layer.conf is not for wrynose")
    if text[crates.LIST] != crates.text(lock.read_bytes()):
        wrong.append(f'{crates.LIST} is not that of {lock.name}: run "make yocto-crates"')
    wanted = re.findall(r'WKS_FILE = "([^"]+)"', "".join(it.read_text() for it in layer.rglob("*.bb")))
    wrong += [f"files/wic/{it} is not there" for it in wanted if not (layer / "files/wic" / it).is_file()]
    return wrong


def check(layer: Path, lock: Path) -> list[str]:
    """Everything that is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        shutil.copytree(HERE / "stub", top, dirs_exist_ok=True)
        return shape(layer, lock) + boards(layer) + read(layer, top)


if __name__ == "__main__":
    layer = Path(sys.argv[1]) if len(sys.argv) > 1 else crates.LAYER
    lock = Path(sys.argv[2]) if len(sys.argv) > 2 else crates.ROOT / "Cargo.lock"
    found = check(layer.resolve(), lock)
    for line in found:
        sys.stderr.write(f"yocto: {line}\n")
    sys.exit(1 if found else 0)
