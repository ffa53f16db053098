"""Draw the report: one page, its pictures, the tables behind them, and the README's first screen."""

from ser import files, params, paths, stage
from ser.report import figures, page, readme, sources, table


def main() -> None:
    p = params.load()
    results = sources.read(p)
    pictures = {
        "accuracy": figures.svg(figures.accuracy(p, results)),
        "rewards": figures.svg(figures.rewards(p, results)),
    }
    for name, picture in pictures.items():
        files.write_text(picture, paths.REPORT / f"{name}.svg")
    files.write_csv(figures.accuracy_rows(p, results), paths.REPORT / "accuracy.csv")
    files.write_csv(figures.reward_rows(results, list(p.models)), paths.REPORT / "rewards.csv")
    whole = page.render(p, results, pictures, paths.PARAMS.read_text(encoding="utf-8"))
    files.write_text(whole, paths.REPORT / "index.html")
    readme.update(paths.README, f"{table.finding(p, results)}\n\n{table.markdown(p, results)}")


if __name__ == "__main__":
    stage.run(main)
