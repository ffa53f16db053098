"""`ser check`: try all that params.yaml says before anything runs."""

from argparse import ArgumentParser

from ser import params, paths
from ser.reward import pool, rules


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run() -> None:
    p = params.load()
    nobody = pool.empty(len(p.rng_seeds))
    for name, rule in p.rules.items():
        rules.apply(nobody, rule, name)
    print(f"{paths.PARAMS}: {len(p.models)} reward models, {len(p.rng_seeds)} replicates each; all rules are whole")
