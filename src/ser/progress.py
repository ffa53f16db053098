"""How far long work has come: a bar on a terminal, a line at each quarter elsewhere."""

import sys

from tqdm import tqdm


class Progress:
    def __init__(self, what: str, total: int, done: int = 0) -> None:
        self.what, self.total, self.done = what, max(total, 1), done
        self.bar = tqdm(total=total, initial=done, desc=what, leave=False) if sys.stderr.isatty() else None

    def at(self, done: int, note: str = "") -> None:
        quarter, before = 4 * done // self.total, 4 * self.done // self.total
        if self.bar is not None:
            self.bar.set_postfix_str(note, refresh=False)
            self.bar.update(done - self.done)
        elif quarter > before:
            print(f"{self.what}: {25 * quarter} %{'  ' + note if note else ''}", file=sys.stderr, flush=True)
        self.done = done

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()
