"""Read the pool: what the base knows, pointed at by people's labels, and what is known of it before it teaches."""

from ser import readings
from ser.desk import card, files, params, paths, records, stage, tables


def main(of: str) -> None:
    p, here = params.load(), paths.Reading(of)
    views, pairs = tables.read(here.views, records.VIEWS), tables.read(paths.PAIRS, records.PAIRS)
    labels = tables.where(tables.read(paths.Model(of).ledger, records.LEDGER), origin="human", rng_seed=p.rng_seeds[0])
    scores = tables.read(here.crossfit, records.SCORES)
    made = readings.Made.of(views, pairs, labels, p.rng_seeds[0])
    gains = {one: made.gain(tables.where(scores, rng_seed=one)) for one in p.rng_seeds}
    labeller = f"a reading of {card.facts(paths.SFT)['weights'][:12]}"
    helps = {rng_seed: bool(gain.low > 0) for rng_seed, gain in gains.items()}
    tables.write(made.table(labeller, helps), here.table, records.READINGS)
    told = readings.figures(made, gains, p)
    files.write_json(told, here.metrics)
    print(readings.line(of, told))


if __name__ == "__main__":
    stage.run(main)
