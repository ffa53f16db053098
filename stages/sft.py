"""Make the supervised policy that every reward model starts from, out of the text of seed and pool."""

from pathlib import Path

from ser import params, paths, replicates, scratch, stage


def one(name: str, rng_seed: int) -> Path:
    from ser.policy import sft

    return sft.replicate(name, rng_seed)


def main() -> None:
    [folder] = replicates.each(one, "sft", params.load().rng_seeds[:1])
    scratch.publish(folder, paths.SFT)
    scratch.clear("sft")


if __name__ == "__main__":
    stage.run(main)
