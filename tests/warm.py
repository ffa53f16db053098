"""A stage in a process that has torch and its libraries already: what `launch` starts in the tests' projects.

Loading them takes most of the time of a stage in miniature. A server loads them once and forks for each stage, which
then finds its code, params and environment as if it had been started alone.
"""

import ctypes
import json
import os
import runpy
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

SOCKET = "SER_TESTS_WARM"
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
LIBRARIES = ("torch", "transformers.modeling_utils", "transformers.trainer", "peft", "datasets")


def serve(path: str) -> None:
    from importlib import import_module

    for name in LIBRARIES:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path + ".new")
        server.listen(64)
        os.rename(path + ".new", path)
        while True:
            client, _ = server.accept()
            if os.fork() == 0:
                server.close()
                _watched(client)


def _watched(client: socket.socket) -> None:
    """Run what the client asks for, and end it where the client ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told, outs, _, _ = socket.recv_fds(client, 1 << 20, 2)
    child = os.fork()
    if child == 0:
        client.close()
        _run(**json.loads(told), outs=outs)
    running = os.pidfd_open(child)
    ready, _, _ = select.select([client, running], [], [])
    if running not in ready:
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(OSError):
        client.send(str(code).encode())
    os._exit(0)


def _run(words: list[str], folder: str, surroundings: dict[str, str], outs: list[int]) -> None:
    code = 1
    try:
        for number, out in enumerate(outs, 1):
            os.dup2(out, number)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(surroundings)
        sys.path[:0] = surroundings["PYTHONPATH"].split(os.pathsep)
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def ask(words: list[str]) -> int:
    ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)  # as every stage does
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(os.environ[SOCKET])
        asked = {"words": words, "folder": str(Path.cwd()), "surroundings": dict(os.environ)}
        socket.send_fds(server, [json.dumps(asked).encode()], [1, 2])
        code = int(server.recv(16))
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve(sys.argv[2])
    with suppress(KeyError, ConnectionError, FileNotFoundError):  # nobody serves
        sys.exit(ask(sys.argv[1:]))
    os.execv(sys.executable, [sys.executable, "-P", *sys.argv[1:]])
