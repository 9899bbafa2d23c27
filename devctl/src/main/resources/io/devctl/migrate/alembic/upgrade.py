"""Upgrades one target after another, as asked on stdin: python -c UPGRADE CONFIG MARK"""
import os
import signal
import sys
import threading
import traceback
from queue import Queue

config_file, mark = sys.argv[1:3]
try:
    os.setsid()  # a group of our own, which can be ended as a whole
except OSError:
    pass
ours = os.getpgrp() == os.getpid()
answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="surrogateescape")
questions = Queue()


def end():
    if ours:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def listen():
    # when devctl is gone, nobody may go on
    for line in sys.stdin.buffer:
        questions.put(line.decode("utf-8").rstrip("\n"))
    end()


def answer(*words):
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    answers.write(" ".join((mark,) + words) + "\n")
    answers.flush()


def unescaped(text):
    result, escape = [], False
    for c in text:
        if escape:
            code = chr(ord(c) - ord("@"))
            result.append("\\" if code == " " else code)
        elif c != "\\":
            result.append(c)
        escape = c == "\\" and not escape
    return "".join(result)


threading.Thread(target=listen, daemon=True).start()
answer("group", str(os.getpid() if ours else 0))

from alembic import command
from alembic.config import CommandLine, Config
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

environment, modules = dict(os.environ), set(sys.modules)
path, folder = list(sys.path), os.getcwd()


def upgrade(target):
    options = CommandLine().parser.parse_args(["-c", config_file, "upgrade", target])
    given = {"file_": config_file, "cmd_opts": options}
    if not os.path.exists(config_file):
        given["toml_file"] = "pyproject.toml"
    try:
        command.upgrade(Config(**given), target)
        return "ok"
    except (DBAPIError, CommandError):
        traceback.print_exc()
        return "failed"
    except BaseException:
        traceback.print_exc()
        return "broken"


def forget():
    """What the project imported was made for the last target; packages were not."""
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file is None or not ("site-packages" in file or "dist-packages" in file or file.startswith(sys.base_prefix)):
            del sys.modules[name]
    sys.path[:] = path
    os.chdir(folder)


while True:
    target, *variables = (unescaped(field) for field in questions.get().split("\x1f"))
    os.environ.clear()
    os.environ.update(environment)
    os.environ.update(each.split("=", 1) for each in variables)
    answer("done", upgrade(target))
    forget()
