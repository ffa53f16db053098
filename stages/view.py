"""Look at pairs with the base, before any label: at those that are known, or at those that are held out."""

from ser.desk import params, processes, records, stage, tables
from ser.reward import looks


def main(which: str) -> None:
    from ser.reward import view

    look = looks.BY_NAME[which]
    parts = view.of_stored(view.Viewer.of_base(), look) if params.load().reading else []
    if processes.is_first():
        with tables.writing(look.views, records.VIEWS) as rows:
            for part in parts:
                rows.add(part)
    else:
        list(parts)


if __name__ == "__main__":
    stage.launched(main)
