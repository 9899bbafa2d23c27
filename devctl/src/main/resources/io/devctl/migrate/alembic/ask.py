"""Tells the revision of each file, as Alembic reads it: python -c ASK CONFIG"""
import sys

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import to_tuple

# Python takes compiled files for current that are of the same second and size
sys.dont_write_bytecode = True
sys.pycache_prefix = "/dev/null"


def escaped(text):
    return "".join(
        "\\" + chr(ord("@") + (ord(" ") if c == "\\" else ord(c))) if c < " " or c == "\\" else c for c in text
    )


def items(value):
    return "".join(escaped(str(item)) + "\x1e" for item in to_tuple(value, default=()))


def tell(script):
    module = script.module
    fields = [
        escaped(script.path),
        "0",
        escaped(script.revision),
        items(module.down_revision),
        items(getattr(module, "depends_on", None)),
        items(getattr(module, "branch_labels", None)),
        items(getattr(module, "replaces", None)),
        escaped(script.doc),
    ]
    sys.stdout.buffer.write(("devctl:" + "\x1f".join(fields) + "\n").encode("utf-8", "surrogateescape"))


for each in ScriptDirectory.from_config(Config(sys.argv[1]))._load_revisions():
    tell(each)
