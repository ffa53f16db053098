"""Places to keep bytes in, each a real server on loopback that a test can cut off, fill up and tamper with."""

import shutil
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

KEY, SECRET = "someone", "a-S3cret"
SMALL = "size=16m"  # of a place that shall be full soon


class Gate:
    """A way through to a server: shut, nobody gets in, and those who are inside are thrown out."""

    def __init__(self, port: int) -> None:
        self.behind, self.left, self._open = port, None, []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.open()

    def open(self) -> None:
        gate = self

        class Through(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection(("127.0.0.1", gate.behind)) as server:
                    gate._open += [self.request, server]
                    back = threading.Thread(target=gate._pass, args=(server, self.request, False), daemon=True)
                    back.start()
                    gate._pass(self.request, server, True)
                    back.join(1)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

            def handle_error(self, *told: Any) -> None:
                """Who is thrown out may complain."""

        self.left = None
        self._server = Server(("127.0.0.1", self.port), Through)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def shut_after(self, much: int) -> None:
        """So many bytes are let in, and then no more."""
        self.left = much

    def shut(self) -> None:
        self._server.socket.close()
        threading.Thread(target=self._server.shutdown, daemon=True).start()
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def _pass(self, source: socket.socket, target: socket.socket, is_inward: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(1 << 14):
                if is_inward and self.left is not None:
                    self.left -= len(piece)
                    if self.left < 0:
                        target.sendall(piece[: len(piece) // 2])
                        return self.shut()
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        return None


class Folder:
    """A disk that all share; every other place keeps its bytes in such a one, too, unless it says otherwise."""

    refusal = ""

    def __init__(self, home: Path, disk: Path) -> None:
        self.home, self.kept = home, disk / "store"
        self.kept.mkdir(parents=True)

    url = property(lambda self: str(self.kept))
    gate: Gate | None = None

    def options(self) -> list[str]:
        return []

    def mistaken(self, clone: Any) -> None:
        """The clone has a wrong key from now on."""

    def surroundings(self) -> dict[str, str]:
        return {"HOME": str(self.home)}

    def names(self) -> set[str]:
        return {path.relative_to(self.kept).as_posix() for path in self.kept.rglob("*") if path.is_file()}

    def read(self, name: str) -> bytes:
        return (self.kept / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        (self.kept / name).chmod(0o644)
        (self.kept / name).write_bytes(content)

    def remove(self, name: str) -> None:
        (self.kept / name).unlink()

    @contextmanager
    def full(self) -> Iterator[None]:
        ballast = self.kept.parent / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(4096))
        yield
        ballast.unlink()

    def close(self) -> None:
        """Nothing runs."""


class Ssh(Folder):
    refusal = "refuses these credentials"

    def __init__(self, home: Path, disk: Path) -> None:
        sshd = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin")
        if sshd is None:
            pytest.skip("no sshd here: install openssh-server")
        pytest.importorskip("dvc_ssh", reason="pip install 'ser[ssh]'")
        super().__init__(home, disk)
        (home / ".ssh").mkdir(mode=0o700)
        for name in ("host", ".ssh/id_ed25519", "stranger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)], check=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        (home / "sshd_config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {home}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
            f"AuthorizedKeysFile {home}/.ssh/id_ed25519.pub\nPasswordAuthentication no\nMaxStartups 100\n"
            "KbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\n"
        )
        with suppress(OSError):  # where root runs it, it wants the folder to be there
            Path("/run/sshd").mkdir(exist_ok=True)
        self._server = subprocess.Popen([sshd, "-D", "-f", str(home / "sshd_config")])
        _answers(port)
        self.gate = Gate(port)

    url = property(lambda self: f"ssh://127.0.0.1:{self.gate.port}{self.kept}")

    def mistaken(self, clone: Any) -> None:
        clone.run("dvc", "remote", "modify", "--local", "store", "keyfile", str(self.home / "stranger"))

    def options(self) -> list[str]:
        return ["--local", f"keyfile={self.home / '.ssh/id_ed25519'}"]

    def close(self) -> None:
        self.gate.shut()
        self._server.kill()
        self._server.wait()


class Web(Folder):
    """A server of WSGI, which answers that it is full where a test says so."""

    refusal = "refuses these credentials"
    no_room = ("507 Insufficient Storage", b"Insufficient Storage")

    def __init__(self, home: Path, disk: Path, app: Callable[..., Iterable[bytes]]) -> None:
        from cheroot.wsgi import Server

        super().__init__(home, disk)
        self._app, self._is_full = app, False
        self._server = Server(("127.0.0.1", 0), self._answer, numthreads=12)
        self._server.prepare()
        threading.Thread(target=self._server.serve, daemon=True).start()
        self.gate = Gate(self._server.bind_addr[1])

    def _answer(self, asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if self._is_full and asked["REQUEST_METHOD"] == "PUT":
            asked["wsgi.input"].read()
            start(self.no_room[0], [("Content-Length", str(len(self.no_room[1])))])
            return [self.no_room[1]]
        return self._app(asked, start)

    @contextmanager
    def full(self) -> Iterator[None]:
        self._is_full = True
        yield
        self._is_full = False

    def close(self) -> None:
        self.gate.shut()
        self._server.stop()


class Webdav(Web):
    def __init__(self, home: Path, disk: Path) -> None:
        pytest.importorskip("dvc_webdav", reason="pip install 'ser[webdav]'")
        wsgidav = pytest.importorskip("wsgidav.wsgidav_app")
        settings = {
            "provider_mapping": {"/": str(disk)},
            "simple_dc": {"user_mapping": {"*": {KEY: {"password": SECRET}}}},
            "verbose": 0,
            "logging": {"enable": False},
        }
        disk.mkdir(exist_ok=True)
        super().__init__(home, disk, wsgidav.WsgiDAVApp(settings))

    url = property(lambda self: f"webdav://127.0.0.1:{self.gate.port}/store")

    def options(self) -> list[str]:
        return ["--local", f"user={KEY}", "--local", f"password={SECRET}"]

    def mistaken(self, clone: Any) -> None:
        clone.run("dvc", "remote", "modify", "--local", "store", "password", "guessed")


class S3(Web):
    """It keeps its bytes in memory, and knows one key."""

    no_room = ("507 Insufficient Storage", b"<Error><Code>XMinioStorageFull</Code><Message>full</Message></Error>")
    refused = b"<Error><Code>InvalidAccessKeyId</Code><Message>no such key</Message></Error>"

    def __init__(self, home: Path, disk: Path) -> None:
        pytest.importorskip("dvc_s3", reason="pip install 'ser[s3]'")
        moto = pytest.importorskip("moto.moto_server.werkzeug_app", reason="pip install 'moto[s3]' flask flask-cors")
        self._knows = moto.DomainDispatcherApplication(moto.create_backend_app)
        super().__init__(home, disk, self._let_in)
        self._bucket().create()

    url = property(lambda self: "s3://team/store")

    def _let_in(self, asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if f"Credential={KEY}/" in asked.get("HTTP_AUTHORIZATION", ""):
            return self._knows(asked, start)
        told = b"" if asked["REQUEST_METHOD"] == "HEAD" else self.refused
        start("403 Forbidden", [("Content-Length", str(len(told)))])
        return [told]

    def options(self) -> list[str]:
        return ["--set", f"endpointurl=http://127.0.0.1:{self.gate.port}"]

    def surroundings(self) -> dict[str, str]:
        region = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "2"}
        return super().surroundings() | region | {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}

    def mistaken(self, clone: Any) -> None:
        clone.keys = {"AWS_ACCESS_KEY_ID": "stranger"}

    def _bucket(self) -> Any:
        import boto3

        known = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
        return boto3.resource("s3", endpoint_url=f"http://127.0.0.1:{self.gate.behind}", **known).Bucket("team")

    def names(self) -> set[str]:
        return {one.key.removeprefix("store/") for one in self._bucket().objects.all()}

    def read(self, name: str) -> bytes:
        return self._bucket().Object(f"store/{name}").get()["Body"].read()

    def write(self, name: str, content: bytes) -> None:
        self._bucket().Object(f"store/{name}").put(Body=content)

    def remove(self, name: str) -> None:
        self._bucket().Object(f"store/{name}").delete()


KINDS = {"folder": Folder, "ssh": Ssh, "webdav": Webdav, "s3": S3}
QUICK = ("folder", "s3")
# Where no kind of place does a thing in its own way, the others are tried on demand.
alike = pytest.mark.parametrize(
    "place", [pytest.param(one, marks=() if one in QUICK else pytest.mark.slow) for one in KINDS], indirect=True
)


@contextmanager
def mounted(disk: Path) -> Iterator[None]:
    """A disk of its own, so small that it can be filled."""
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    yield
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _answers(port: int) -> None:
    for _ in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"nothing answers on port {port}")
