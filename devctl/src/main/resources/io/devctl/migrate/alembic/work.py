"""Works on one target after another, as asked on stdin: python -c WORK CONFIG MARK"""
import io
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


def escaped(text):
    return "".join(
        "\\" + chr(ord("@") + (ord(" ") if c == "\\" else ord(c))) if c < " " or c == "\\" else c for c in text
    )


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


def perform(verb, target):
    script = verb == "script"
    words = {
        "script": ["upgrade", "--sql", target],
        "purge": ["stamp", "--purge", target],
    }.get(verb, [verb, target])
    # env.py may look at the command line that it thinks it was called with
    options = CommandLine().parser.parse_args(["-c", config_file] + words)
    given = {"file_": config_file, "cmd_opts": options}
    if not os.path.exists(config_file):
        given["toml_file"] = "pyproject.toml"
    text = io.StringIO()
    if script:
        given["output_buffer"] = text
    config = Config(**given)
    if verb == "downgrade":
        command.downgrade(config, target)
    elif verb in ("stamp", "purge"):
        command.stamp(config, target, purge=verb == "purge")
    else:
        command.upgrade(config, target, sql=script)
    if script:
        answer("text", escaped(text.getvalue()))


def attempt(verb, targets):
    try:
        for target in targets:
            perform(verb, target)
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
    verb, targets, *variables = (unescaped(field) for field in questions.get().split("\x1f"))
    os.environ.clear()
    os.environ.update(environment)
    os.environ.update(each.split("=", 1) for each in variables)
    answer("done", attempt(verb, targets.split("\x1e")))
    forget()
