"""Read the holdouts as the pool was read; nothing is learned from them, and no label is made of it."""

import pyarrow as pa

from ser import readings
from ser.desk import card, params, paths, records, stage, tables
from ser.desk.settings import SEED
from ser.reward import looks


def main() -> None:
    p, path = params.load(), paths.Model(looks.READING).scores
    if not p.reading:
        tables.write(records.SCORES.empty_table(), path, records.SCORES)
        return
    views = pa.concat_tables(tables.read(one.views, records.VIEWS) for one in (looks.KNOWN, looks.HELD))
    pairs, book = tables.read(paths.PAIRS, records.PAIRS), tables.read(paths.Model(SEED).ledger, records.LEDGER)
    made = readings.Made.of(views, pairs, tables.where(book, rng_seed=p.rng_seeds[0]), p.rng_seeds[0])
    labeller = readings.labeller(card.facts(paths.SFT)["weights"])
    found = made.scores(pairs.filter(looks.HELD.pairs)["pair_id"], labeller, p.rng_seeds)
    tables.write(found, path, records.SCORES)


if __name__ == "__main__":
    stage.run(main)
