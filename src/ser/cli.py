"""`ser`: looks at the params and at what the pipeline has made; each command is a module of its own name."""

import argparse
import os
import sys
from importlib import import_module

from ser.desk import stage

COMMANDS = {
    "check": "can params.yaml be run as it stands?",
    "new": "a profile on data of your own, ready to run",
    "use": "make a shipped profile ready to run",
    "table": "all reward models side by side",
    "trace": "the whole story of one pair: texts, scores, verdicts, labels, labellers",
    "diff": "from one model, arm or revision to another: accuracy, labels, biases",
    "ask": "pairs for people to judge: a sample of adopted labels, the least sure, or a diverse set",
    "simulate": "the embedded world's annotators answer what was asked",
    "answer": "store what people answered, and say what it shows",
    "audit": "does the record hold? recomputes what is stored, and names what contradicts it",
    "lineage": "the chain of labels for other tools: W3C PROV, OpenLineage, Croissant",
    "sweep": "the pipeline under other params, point by point",
    "card": "a checkpoint's card with its grades, ready for a model hub",
    "export": "a checkpoint as a folder that transformers alone can load",
}


def main() -> None:
    stage.guard(command)


def command(*words: str) -> None:
    parser = argparse.ArgumentParser(prog="ser", description="Look at what the pipeline has made.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, told in COMMANDS.items():
        own = commands.add_parser(name, help=told, description=told)
        if name in words[:1]:  # the others' imports would cost a second
            module = import_module(f"ser.commands.{name}")
            module.arguments(own)
            own.set_defaults(run=module.run)
    given = vars(parser.parse_args(words))
    try:
        given.pop("run")(**given)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read along, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python's own last flush fails as well
        sys.exit(141)
