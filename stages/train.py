"""Train a reward model on its ledger, once for each rng_seed."""

from ser import params, paths, replicates, scratch, stage


def main(model: str) -> None:
    from ser.reward import train

    p = params.load()
    for rng_seed, folder in zip(p.rng_seeds, replicates.each(train.replicate, model, p.rng_seeds), strict=True):
        scratch.publish(folder, paths.Model(model).checkpoint(rng_seed))
    scratch.clear(f"train/{model}")


if __name__ == "__main__":
    stage.run(main)
