"""The comments of one pull request on loopback, as GitHub and GitLab serve them, and the variables of their CI."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ser.review.post import MARK

TOKEN = "t0ken"


class Forge:
    """It wants a token; comments of others stand there already."""

    def __init__(self):
        self.comments, self.asked = {1: "Nice.", 2: f"I like {MARK}."}, []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @contextmanager
    def open(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield self
        self.server.shutdown()

    def github(self, token=TOKEN):
        return {
            "GITHUB_API_URL": self.url, "GITHUB_SERVER_URL": "https://forge", "GITHUB_REPOSITORY": "us/ser",
            "GITHUB_REF": "refs/pull/12/merge", "GITHUB_TOKEN": token,
        }  # fmt: skip

    def gitlab(self, token=TOKEN):
        return {
            "CI_API_V4_URL": self.url, "CI_PROJECT_ID": "7", "CI_PROJECT_URL": "https://forge/us/ser",
            "CI_MERGE_REQUEST_IID": "12", "REVIEW_TOKEN": token,
        }  # fmt: skip

    def _handler(self):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer([{"id": key, "body": body} for key, body in forge.comments.items()])

            def do_POST(self):
                self._keep(max(forge.comments) + 1)

            def do_PATCH(self):
                self._keep(int(self.path.rpartition("/")[2]))

            def do_PUT(self):
                self.do_PATCH()

            def _keep(self, number):
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self._is_known():
                    forge.comments[number] = told["body"]
                self._answer({})

            def _is_known(self):
                return TOKEN in (self.headers["Authorization"] or self.headers["PRIVATE-TOKEN"])

            def _answer(self, value):
                forge.asked.append((self.command, self.path))
                self.send_response(200 if self._is_known() else 403)
                self.end_headers()
                self.wfile.write(json.dumps(value).encode())

            def log_message(self, *words):
                """Nothing."""

        forge = self
        return Handler
