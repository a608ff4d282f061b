"""The Dagster UI that `plumbline dev` serves: layers are groups, only its own pages are answered, no half night."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.nights import PROJECT_DIR, environment

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("dagster_ui")]

REPOSITORIES = "repositoriesOrError { ... on RepositoryConnection { nodes { schedules { name } } } }"
QUERY = f"{{ assetNodes {{ groupName }} {REPOSITORIES} }}"
LAST_NIGHT = "what the last night built"
MUTATION = "mutation { reloadWorkspace { __typename } }"
LAYERS = {"exports", "landing", "seeds", "staging", "intermediate", "core", "marts", "published"}


@dataclass
class Server:
    port: int
    data_dir: Path

    def status(self, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str) -> int:
        """The status of the answer to a request; `headers` replace those of the UI's own pages."""
        ask(self.port, "{ version }")
        own = {"Host": f"127.0.0.1:{self.port}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(
                method, path, body, own | {name.replace("_", "-"): value for name, value in headers.items()}
            )
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The UI, started as a shell starts a job in the background: SIGINT is ignored. It must end all the same."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("ui")
    (folder / "warehouse").mkdir()
    (folder / "warehouse" / "build.duckdb").write_text(LAST_NIGHT, encoding="utf-8")
    process = subprocess.Popen(
        ["env", "--ignore-signal=INT", sys.executable, "-m", "dagster_project", "dev", "--port", str(port)],
        cwd=PROJECT_DIR,
        env=environment(folder, DAGSTER_DISABLE_TELEMETRY="1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield Server(port, folder)
    process.terminate()
    process.wait(timeout=60)


def ask(port: int, query: str) -> dict[str, Any]:
    """The answer to a GraphQL query, once the server is up."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        data=json.dumps({"query": query}).encode(),
        headers={"Content-Type": "application/json"},
    )
    for _ in range(120):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise ValueError(error.read().decode()) from error
        except OSError:
            time.sleep(1)
    raise TimeoutError("the server did not come up within two minutes")


def test_groups_are_the_layers(server: Server) -> None:
    data = ask(server.port, QUERY)
    groups = {node["groupName"] for node in data["assetNodes"]}
    assert groups >= LAYERS
    assert groups - LAYERS <= {"default"}  # what the last run said is a source that no asset of ours makes
    (repository,) = data["repositoriesOrError"]["nodes"]
    assert repository["schedules"] == [{"name": "every_night"}]


OWN = {"Origin": "http://127.0.0.1:{port}", "Sec_Fetch_Site": "same-origin"}
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
    "Sec_WebSocket_Protocol": "graphql-ws",
}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        (OWN, 200),
        ({"Host": "localhost:{port}", "Origin": "http://localhost:{port}"}, 200),
        ({"Host": "attacker.example:{port}"}, 403),
        ({"Host": "127.0.0.1.attacker.example"}, 403),
        ({"Host": "[127.0.0.1"}, 403),
        ({"Origin": "http://attacker.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "no-cors"}, 403),
    ],
)
def test_only_its_own_pages_are_answered(server: Server, headers: dict[str, str], status: int) -> None:
    given = {name: value.format(port=server.port) for name, value in headers.items()}
    body = json.dumps({"query": MUTATION}).encode()
    assert server.status("/graphql", "POST", body, **given) == status
    assert server.status("/", **given) == status
    assert server.status("/graphql", **UPGRADE, **given) == (101 if status == 200 else 403)


def test_graphql_is_not_asked_by_an_address(server: Server) -> None:
    path = f"/graphql?{urllib.parse.urlencode({'query': MUTATION})}"
    assert server.status(path) == 403
    assert server.status(path.replace("query", "%71uery")) == 403
    assert server.status(path, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate") == 403
    assert server.status("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate") == 200, "a link to the UI"


LAUNCH = """
mutation {
  launchPipelineExecution(executionParams: {
    mode: "default", runConfigData: {}, selector: {
      repositoryName: "%s", repositoryLocationName: "%s", pipelineName: "__ASSET_JOB",
      assetSelection: [{path: ["marts", "rep_ratios"]}], assetCheckSelection: []
    }
  }) { ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } }
}
"""
RUN = """
{
  runOrError(runId: "%s") { ... on Run {
    status eventConnection { events { ... on ExecutionStepFailureEvent { error { message } } } }
  } }
}
"""


def test_one_asset_is_refused_in_one_line_and_nothing_is_touched(server: Server) -> None:
    found = ask(
        server.port, "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"
    )
    (repository,) = found["repositoriesOrError"]["nodes"]
    launched = ask(server.port, LAUNCH % (repository["name"], repository["location"]["name"]))
    run_id = launched["launchPipelineExecution"]["run"]["runId"]
    for _ in range(300):
        run = ask(server.port, RUN % run_id)["runOrError"]
        if run["status"] in ("FAILURE", "SUCCESS"):
            break
        time.sleep(1)
    assert run["status"] == "FAILURE"
    (message,) = [event["error"]["message"] for event in run["eventConnection"]["events"] if event.get("error")]
    assert "A run is a whole night" in message
    assert (server.data_dir / "warehouse" / "build.duckdb").read_text(encoding="utf-8") == LAST_NIGHT
    assert not (server.data_dir / "landing").exists()


def test_it_listens_on_loopback_only(server: Server) -> None:
    ask(server.port, "{ version }")
    listening = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=True).stdout
    ours = [line for line in listening.splitlines() if f":{server.port} " in line]
    assert ours
    assert all(line.split()[3].startswith("127.0.0.1:") for line in ours)
