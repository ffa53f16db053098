"""Rule on the pool: which labels of the parent model become training data for this generation."""

from ser import counts, judges, ledger, verdicts
from ser.desk import files, params, paths, records, stage, tables
from ser.desk.parts import Parts
from ser.people import labels


def main(generation: str) -> None:
    p = params.load()
    judges.refuse_foreign(p)
    plan = p.generations[generation]
    before, here, rule = paths.Model(plan.after), paths.Model(generation), p.rules[plan.rule]
    scores, book = Parts(before.scores, records.SCORES), Parts(before.ledger, records.LEDGER)
    reading = Parts(paths.READING, records.READINGS)
    pairs, answers = Parts(paths.PAIRS, records.PAIRS), tables.read(paths.PEOPLE_LABELS, records.SETTLED)
    with (
        tables.writing(here.verdicts, records.VERDICTS) as ruled,
        tables.writing(here.ledger, records.LEDGER) as extended,
    ):
        for rng_seed in sorted(p.rng_seeds):
            judged = ruled.through(verdicts.judge(rng_seed, generation, plan.rule, rule, scores, pairs, book, reading))
            said = labels.of_generation(answers, generation, rng_seed)
            for part in ledger.extend(book.of(rng_seed), judged, rule.relabel, [said]):
                extended.add(part)
    done = Parts(here.verdicts, records.VERDICTS), Parts(here.ledger, records.LEDGER)
    found = counts.of_generation(*done, book, p.rng_seeds)
    files.write_json(found, here.counts)
    print(counts.line(generation, found))


if __name__ == "__main__":
    stage.run(main)
