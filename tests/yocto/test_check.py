"""The check of the layer sees what it is for."""

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import check
import crates

RECIPE = "recipes-rts/rts/rts_0.1.0.bb"


class Check(unittest.TestCase):
    """Each test spoils a copy of the layer in one way."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.layer = Path(folder.name) / "layer"
        self.lock = Path(folder.name) / "Cargo.lock"
        shutil.copytree(crates.LAYER, self.layer)
        shutil.copy(crates.ROOT / "Cargo.lock", self.lock)

    def spoil(self, file, old, new):
        path = self.layer / file
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def found(self, *words):
        found = check.check(self.layer, self.lock)
        self.assertTrue(any(all(word in line for word in words) for line in found), found)

    def test_the_layer_as_it_is_has_no_fault(self):
        self.assertEqual(check.check(self.layer, self.lock), [])

    def test_a_syntax_error_in_a_recipe_is_named(self):
        self.spoil(RECIPE, "inherit cargo", "inhert cargo")
        self.found(RECIPE, "ParseError")

    def test_an_unclosed_quote_in_an_append_is_named(self):
        append = "dynamic-layers/rauc/recipes-core/packagegroups/packagegroup-rts.bbappend"
        self.spoil(append, ' += " \\', " += \\")
        self.found("packagegroup-rts", "Error")

    def test_a_file_that_a_foreign_recipe_lacks_is_named(self):
        self.spoil("recipes-bsp/u-boot/u-boot_%.bbappend", "file://slots.cfg", "file://slot.cfg")
        self.found("u-boot_%.bbappend", "file://slot.cfg is not there")

    def test_a_crate_without_its_checksum_is_named(self):
        text = (self.layer / crates.LIST).read_text()
        line = next(it for it in text.splitlines() if it.startswith("SRC_URI[ab_glyph-"))
        self.spoil(crates.LIST, line, "")
        self.found("crates.io/ab_glyph/", "has no checksum")

    def test_a_list_of_crates_that_is_stale_is_named(self):
        text = self.lock.read_text()
        self.lock.write_text(text.replace('name = "ab_glyph"\nversion = "', 'name = "ab_glyph"\nversion = "9', 1))
        self.found(crates.LIST, "make yocto-crates")

    def test_a_file_that_is_not_there_is_named(self):
        (self.layer / "recipes-bsp/rts-boot/files/boot.cmd").unlink()
        self.found("rts-boot", "boot.cmd is not there")

    def test_a_partition_plan_that_is_not_there_is_named(self):
        (self.layer / "files/wic/rts.wks").unlink()
        self.found("files/wic/rts.wks")

    def test_a_repository_without_a_commit_is_named(self):
        self.spoil("kas/base.yml", "    commit: ", "    tag: ")
        self.found("kas/base.yml", "has no commit")

    def test_a_board_file_with_an_unknown_word_is_named(self):
        self.spoil("kas/qemuarm.yml", "machine: qemuarm", "mashine: qemuarm")
        self.found("kas/qemuarm.yml", "mashine")

    def test_a_layer_without_a_word_on_security_is_named(self):
        (self.layer / "SECURITY.md").write_text("\n")
        self.found("SECURITY.md")


if __name__ == "__main__":
    unittest.main()
