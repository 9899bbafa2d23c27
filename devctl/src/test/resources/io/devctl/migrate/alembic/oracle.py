"""What Alembic itself says about histories: python oracle.py CONFIG… ; beside each CONFIG a file of questions."""
import os
import sys

# Alembic 1.8 loads files in the order of the folder, which is any
listdir = os.listdir
os.listdir = lambda *path: sorted(listdir(*path))

from alembic.config import Config
from alembic.script import ScriptDirectory


def ids(revisions):
    return " ".join(each if isinstance(each, str) else each.revision for each in revisions)


def answer(script, question):
    kind, rows, target = question.split(";")
    rows = tuple(rows.split())
    try:
        if kind == "pending":
            return ids(step.revision for step in script._upgrade_revs(target, rows))
        revisions = script.revision_map._parse_upgrade_target(
            current_revisions=rows, target=target, assert_relative_length=True
        )
        if any(each is None or each == "base" for each in revisions):
            raise ValueError("that is no revision to upgrade to")
        return ids(revisions)
    except Exception as error:
        return "error " + type(error).__name__


for config in sys.argv[1:]:
    script = ScriptDirectory.from_config(Config(config))
    history = list(script.walk_revisions())
    print("heads", ids(script.get_heads()))
    print("effective", ids(script.get_revisions("heads")))
    print("bases", ids(script.get_bases()))
    print("history", ids(history))
    print("points", ids(sorted(each.revision for each in history if each.is_branch_point)))
    print("merges", ids(sorted(each.revision for each in history if each.is_merge_point)))
    questions = os.path.join(os.path.dirname(config), "questions")
    if os.path.exists(questions):
        for line in open(questions):
            print("answer", answer(script, line.rstrip("\n")))
    print("end")
