"""Try the seed's model on the labels that it learns from, once for each rng_seed."""

from ser.desk import params, paths, records, replicates, scratch, stage, tables
from ser.desk.settings import SEED


def main() -> None:
    from ser.reward import crossfit

    p = params.load()
    done = replicates.each(crossfit.replicate, SEED, p.rng_seeds) if p.reading else []
    with tables.writing(paths.CROSSFIT, records.SCORES) as rows:
        for one in done:
            rows.add(tables.read(one, records.SCORES))
    scratch.clear("crossfit")


if __name__ == "__main__":
    stage.launched(main)
