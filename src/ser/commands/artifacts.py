"""`ser artifacts`: names for the models, under which others may ask for them."""

from argparse import ArgumentParser

from ser import registry
from ser.desk import params


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run() -> None:
    registry.write(params.load())
    print(f"{registry.PATH}: written")
