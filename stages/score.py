"""Score the pool and the holdouts with a reward model, once for each rng_seed."""

from pathlib import Path

import pyarrow as pa

from ser import params, paths, records, replicates, scratch, stage, tables


def one(model: str, rng_seed: int) -> Path:
    from ser.reward import score

    return score.replicate(model, rng_seed)


def main(model: str) -> None:
    parts = [tables.read(part, records.SCORES) for part in replicates.each(one, model, params.load().rng_seeds)]
    tables.write(pa.concat_tables(parts), paths.Model(model).scores, records.SCORES)
    scratch.clear(f"score/{model}")


if __name__ == "__main__":
    stage.run(main)
