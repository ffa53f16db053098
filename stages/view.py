"""Look at seed and pool with the base, before any label."""

from ser.desk import paths, processes, records, stage, tables


def main(of: str) -> None:
    from ser.reward import view

    parts = view.of_stored(view.Viewer.of_base())
    if processes.is_first():
        with tables.writing(paths.Reading(of).views, records.VIEWS) as rows:
            for part in parts:
                rows.add(part)
    else:
        list(parts)


if __name__ == "__main__":
    stage.launched(main)
