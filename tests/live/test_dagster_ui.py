"""The Dagster UI's server: it loads the code location, shows layers as groups, and listens on loopback only."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nights import PROJECT_DIR, environment

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("dagster_ui")]

REPOSITORIES = "repositoriesOrError { ... on RepositoryConnection { nodes { schedules { name } } } }"
QUERY = f"{{ assetNodes {{ groupName }} {REPOSITORIES} }}"
LAYERS = {"exports", "landing", "seeds", "staging", "intermediate", "core", "marts", "published"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("ui")
    command = [Path(sys.executable).with_name("dagster-webserver"), "--workspace", "workspace.yaml"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        cwd=PROJECT_DIR,
        env=environment(folder, DAGSTER_HOME=str(folder), DAGSTER_DISABLE_TELEMETRY="1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process, port
    process.terminate()
    process.wait(timeout=60)


def ask(port: int, query: str) -> dict[str, object]:
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


def test_groups_are_the_layers(server: tuple[subprocess.Popen[bytes], int]) -> None:
    data = ask(server[1], QUERY)
    groups = {node["groupName"] for node in data["assetNodes"]}
    assert groups >= LAYERS
    assert groups - LAYERS <= {"default"}  # what the last run said is a source that no asset of ours makes
    (repository,) = data["repositoriesOrError"]["nodes"]
    assert repository["schedules"] == [{"name": "every_night"}]


def test_it_listens_on_loopback_only(server: tuple[subprocess.Popen[bytes], int]) -> None:
    ask(server[1], "{ version }")
    listening = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=True).stdout
    ours = [line for line in listening.splitlines() if f":{server[1]} " in line]
    assert ours
    assert all(line.split()[3].startswith("127.0.0.1:") for line in ours)
