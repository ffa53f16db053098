"""Try a model on the labels that it learns from, once for each rng_seed."""

from ser.desk import params, paths, records, replicates, scratch, stage, tables


def main(of: str) -> None:
    from ser.reward import crossfit

    done = replicates.each(crossfit.replicate, of, params.load().rng_seeds)
    with tables.writing(paths.Reading(of).crossfit, records.SCORES) as rows:
        for one in done:
            rows.add(tables.read(one, records.SCORES))
    scratch.clear(f"crossfit/{of}")


if __name__ == "__main__":
    stage.launched(main)
