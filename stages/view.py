"""Look at seed and pool with the base, before any label."""

from ser.desk import params, paths, processes, records, stage, tables


def main() -> None:
    from ser.reward import view

    parts = view.of_stored(view.Viewer.of_base()) if params.load().reading else []
    if processes.is_first():
        with tables.writing(paths.VIEWS, records.VIEWS) as rows:
            for part in parts:
                rows.add(part)
    else:
        list(parts)


if __name__ == "__main__":
    stage.launched(main)
