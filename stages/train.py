"""Train a reward model on its ledger, once for each rng_seed."""

from pathlib import Path

from ser import params, paths, replicates, scratch, stage


def one(model: str, rng_seed: int) -> Path:
    from ser.reward import train

    return train.replicate(model, rng_seed)


def main(model: str) -> None:
    p = params.load()
    for rng_seed, folder in zip(p.rng_seeds, replicates.each(one, model, p.rng_seeds), strict=True):
        scratch.publish(folder, paths.Model(model).checkpoint(rng_seed))
    scratch.clear(f"train/{model}")


if __name__ == "__main__":
    stage.run(main)
