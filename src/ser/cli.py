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
    "fresh": "is all that is committed up to date? told without the data",
    "review": "what a change does, for those who review it: figures, labels, pictures",
    "tiny": "the whole pipeline from scratch, in miniature",
    "lineage": "the chain of labels for other tools: W3C PROV, OpenLineage, Croissant",
    "artifacts": "names for the models in models/dvc.yaml, under which others may ask for them",
    "merge": "two branches into one: dvc.lock by stage, params.yaml by key, a README's finding whole",
    "prune": "remove what params.yaml no longer names, and what of the cache nothing needs; shown first",
    "remote": "a place for the bytes that commits name: `ser remote add URL`",
    "push": "all that the commit names goes into the remote, and the run-cache with it",
    "pull": "all that the commit names comes here, every byte checked",
    "sweep": "the pipeline under other params, point by point",
    "card": "a checkpoint's card with its grades, ready for a model hub",
    "export": "a checkpoint as a folder that transformers alone can load",
}


def main() -> None:
    stage.settle()
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
