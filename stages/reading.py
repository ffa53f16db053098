"""Read the pool: what the base knows, pointed at by people's labels, and what is known of it before it teaches."""

from ser import readings
from ser.desk import card, files, params, paths, records, stage, tables
from ser.desk.settings import SEED


def main() -> None:
    p = params.load()
    if not p.reading:
        tables.write(records.READINGS.empty_table(), paths.READING, records.READINGS)
        files.write_json({}, paths.READING_METRICS)
        return
    views, pairs = tables.read(paths.VIEWS, records.VIEWS), tables.read(paths.PAIRS, records.PAIRS)
    book, scores = tables.read(paths.Model(SEED).ledger, records.LEDGER), tables.read(paths.CROSSFIT, records.SCORES)
    made = readings.Made.of(views, pairs, tables.where(book, rng_seed=p.rng_seeds[0]), p.rng_seeds[0])
    gains = {one: made.gain(tables.where(scores, rng_seed=one)) for one in p.rng_seeds}
    helps = {rng_seed: readings.helps(gain) for rng_seed, gain in gains.items()}
    labeller = readings.labeller(card.facts(paths.SFT)["weights"])
    tables.write(made.table(labeller, helps), paths.READING, records.READINGS)
    told = readings.figures(made, gains, p)
    files.write_json(told, paths.READING_METRICS)
    print(readings.line(told))


if __name__ == "__main__":
    stage.run(main)
