"""Start a stage in a process that has torch and its libraries: `python -P -m ser.warm stages/train.py ser-1`; or those
of the stages without torch: `python -P -m ser.warm --light stages/select.py ser-1`.

Loading them takes longer than many a stage. The first stage of a run starts a server, which loads them once, forks for
each stage, and ends with the run; a stage finds its code, params and environment as if it had been started alone.
Where no run or no Linux is, or for torch a GPU, whose driver outlives no fork, stages start alone.
"""

import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Never

from ser.desk import life

SOCKET = "SER_WARM"  # of a server that serves several runs
LIGHT = "--light"
LIBRARIES = {
    "": ("torch", "transformers.modeling_utils", "transformers.trainer", "peft", "datasets"),
    LIGHT: ("ser.desk.tables", "scipy.special"),
}
GPUS = (Path("/dev/nvidiactl"), Path("/dev/kfd"))
STREAMS = (0, 1, 2)


def main() -> None:
    _, *words = sys.argv
    if words[0] == "--serve":
        _serve(Path(words[1]), int(words[2]), "".join(words[3:]))
    kind = words.pop(0) if words[0] == LIGHT else ""
    life.end_with_run()
    if server := _server(kind):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the stage has it too, and ends by itself
        sys.exit(_ask(server, words))
    _run(words)


def _server(kind: str) -> socket.socket | None:
    """A connection to this run's server, or to that of several."""
    run, shared = life.run(), os.environ.get(SOCKET)
    if sys.platform != "linux" or not (run or shared) or (kind != LIGHT and any(one.exists() for one in GPUS)):
        return None
    path = Path((shared or f".scratch/warm-{run}") + kind)
    found = _connected(path)
    if found or shared:
        return found
    path.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-P", "-m", "ser.warm", "--serve", str(path), str(run), kind]
    own = {name: value for name, value in os.environ.items() if name != life.STAGE}
    nowhere = subprocess.DEVNULL  # one who reads what the run says waits for all who could say something
    starting = subprocess.Popen(command, env=own, stdin=nowhere, stdout=nowhere, stderr=nowhere, process_group=0)
    while not (found := _connected(path)) and starting.poll() is None:
        time.sleep(0.01)
    return found


def _connected(path: Path) -> socket.socket | None:
    found = socket.socket(socket.AF_UNIX)
    try:
        found.connect(str(path))
    except OSError:
        found.close()
        return None
    return found


def _ask(server: socket.socket, words: list[str]) -> int | str:
    """Have the stage run; its exit status."""
    asked = {"words": words, "folder": os.getcwd(), "group": os.getpgrp(), "surroundings": dict(os.environ)}
    with os.fdopen(os.memfd_create("asked"), "w+") as request:  # surroundings may be more than a socket takes at once
        json.dump(asked, request)
        request.seek(0)
        socket.send_fds(server, [b"."], (*STREAMS, request.fileno()))
    status = server.recv(16)
    return int(status) if status else "the process that starts stages was killed, perhaps for want of memory"


def _serve(path: Path, run: int, kind: str) -> Never:
    """Fork for all who ask, until the run ends."""
    from ser.desk import bases, params, stage

    stage.settle(hub=bases.hub(params.load().base))
    gc.disable()  # what is imported stays: looking through it for garbage takes a quarter of the time, here and forked
    for name in LIBRARIES[kind]:
        import_module(name)
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        started = path.with_name(f"{path.name}.{os.getpid()}")
        server.bind(str(started))
        server.listen()
        started.replace(path)
        above = os.pidfd_open(run)
        while above not in select.select([server.fileno(), above], [], [])[0]:
            client, _ = server.accept()
            if os.fork() == 0:
                server.close()
                _watch(client)
            client.close()
    path.unlink(missing_ok=True)
    sys.exit()


def _watch(client: socket.socket) -> Never:
    """Run what the client asks for, and end it where the client ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, request = socket.recv_fds(client, 1, len(STREAMS) + 1)[1]
    with os.fdopen(request) as told:
        asked = json.load(told)
    child = os.fork()
    if child == 0:
        client.close()
        _begin(asked, streams)
    ended = os.pidfd_open(child)
    if ended not in select.select([client.fileno(), ended], [], [])[0]:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(OSError):
        client.send(str(status if status >= 0 else 128 - status).encode())
    os._exit(0)


def _begin(asked: dict[str, Any], streams: list[int]) -> Never:
    """Be the process that the client would have been."""
    status = 1
    try:
        for number, stream in zip(STREAMS, streams, strict=True):
            os.dup2(stream, number)
            os.close(stream)
        with suppress(PermissionError):  # of another session, where no key interrupts
            os.setpgid(0, asked["group"])
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["surroundings"])
        sys.path[:0] = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]
        for name in [one for one in sys.modules if one.partition(".")[0] == "ser"]:
            del sys.modules[name]  # our code may have changed since
        _run(asked["words"])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _run(words: list[str]) -> None:
    sys.argv = words
    runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main()
