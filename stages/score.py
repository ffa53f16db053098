"""Score the pool and the holdouts with a reward model, once for each rng_seed."""

from ser.desk import params, paths, records, replicates, scratch, stage, tables
from ser.desk.parts import Parts


def main(model: str) -> None:
    from ser.reward import score

    p = params.load()
    done = replicates.each(score.replicate, model, p.rng_seeds)
    with tables.writing(paths.Model(model).scores, records.SCORES) as rows:
        for part in (part for one in done for part in Parts(one, records.SCORES).of()):
            rows.add(part)
    scratch.clear(f"score/{model}")


if __name__ == "__main__":
    stage.launched(main)
