"""How far long work has come: a bar on a terminal, a line at each quarter elsewhere; nothing where it has no name."""

import re
import sys
from multiprocessing import current_process

from ser.desk import processes


class Progress:
    def __init__(self, what: str, total: int, done: int = 0) -> None:
        from tqdm import tqdm

        self.what, self.total, self.done = what if processes.is_first() else "", max(total, 1), done
        row = int(re.sub(r"\D", "", current_process().name) or 1) - 1  # a line for each worker; they count from one
        quiet = not (self.what and sys.stderr.isatty())
        self.bar = tqdm(total=total, initial=done, desc=what, leave=False, position=row, disable=quiet)

    def at(self, done: int) -> None:
        quarter, before = 4 * done // self.total, 4 * self.done // self.total
        self.bar.update(done - self.done)
        if self.what and self.bar.disable and quarter > before:
            print(f"{self.what}: {25 * quarter} %", file=sys.stderr, flush=True)
        self.done = done

    def close(self) -> None:
        self.bar.close()
