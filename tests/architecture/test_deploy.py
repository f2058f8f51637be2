"""docker-compose.yml and Dockerfile say only what the code can do.

No Docker engine is needed: each image, command, port, variable, health check and volume is compared
with the settings, the commands and the routes themselves.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from tests.architecture.program import commands, setting_names
from tests.architecture.source import ROOT, product
from tracker.settings import Settings

ROLES = ("web", "clock", "bot")
IMAGE = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
REQUIRED = re.compile(r"\$\{([A-Z_]+):?\?[^}]+\}")
INTERPOLATED = re.compile(r"\$\{[^}]*\}")
PATH = re.compile(r"http://[\w.]+:(\d+)(/\w+)")

Service = dict[str, Any]


@cache
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def services() -> dict[str, Service]:
    found: dict[str, Service] = compose()["services"]
    return found


def ours() -> dict[str, Service]:
    return {name: service for name, service in services().items() if name != "postgres"}


@cache
def dockerfile() -> tuple[tuple[str, str], ...]:
    """(instruction, rest) in order, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple((line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines)


def instruction(name: str) -> list[str]:
    return [rest for word, rest in dockerfile() if word == name]


def default(name: str) -> Any:
    return Settings.model_fields[name].default


def routes() -> Iterator[str]:
    """The first argument of every route decorator in the tracker's web room."""
    for source in (source for source in product() if source.name.startswith("tracker/web/")):
        for call in (call for function in source.functions() for call in function.decorator_list):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value)


def health_checks() -> Iterator[str]:
    yield from instruction("HEALTHCHECK")
    yield from (json.dumps(service["healthcheck"]) for service in ours().values())


def test_the_services_are_the_roles_and_their_database() -> None:
    assert set(services()) == {"postgres", "migrate", *ROLES}


@pytest.mark.parametrize("name", ["postgres", "migrate", *ROLES])
def test_every_image_names_its_tag(name: str) -> None:
    assert IMAGE.fullmatch(services()[name]["image"])


def test_the_dockerfile_builds_on_a_supported_python() -> None:
    (base,) = instruction("FROM")
    assert IMAGE.fullmatch(base)
    assert base.startswith("python:3.11-")


def test_the_image_is_of_this_version() -> None:
    (version,) = re.findall(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M)
    assert {service["image"] for service in ours().values()} == {f"huiyin:{version}"}


def test_the_program_does_not_run_as_root() -> None:
    assert instruction("USER") == ["huiyin"]


def test_everything_that_is_copied_exists_and_is_not_ignored() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for rest in instruction("COPY") for name in rest.split()[:-1]}
    assert copied == sent
    assert [name for name in sorted(copied) if not (ROOT / name).exists()] == []


def test_the_image_installs_the_pinned_list() -> None:
    assert any("-r requirements.txt" in rest for rest in instruction("RUN"))


@pytest.mark.parametrize("name", ["migrate", *ROLES])
def test_every_service_runs_a_command_that_exists(name: str) -> None:
    assert services()[name]["command"] == [name]
    assert name in commands()


def test_the_image_runs_a_command_that_exists() -> None:
    assert instruction("ENTRYPOINT") == ['["huiyin"]']
    assert set(json.loads(instruction("CMD")[0])) <= commands()


def test_every_variable_is_a_known_setting() -> None:
    used = {name for service in ours().values() for name in service["environment"]}
    used |= set(re.findall(r"HUIYIN_[A-Z_]+", " ".join(instruction("ENV"))))
    assert used <= setting_names()


def test_the_port_is_the_default_one_everywhere() -> None:
    port = str(default("port"))
    assert services()["web"]["ports"] == [f"{port}:{port}"]
    assert instruction("EXPOSE") == [port]
    assert f"HUIYIN_PORT={port}" in instruction("ENV")[0]
    assert {found for check in health_checks() for found, _ in PATH.findall(check)} == {port}


@pytest.mark.parametrize("name", ["postgres", *ROLES])
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    assert services()[name]["healthcheck"]["test"]


def test_every_health_check_asks_for_a_route_that_exists() -> None:
    asked = {path for check in health_checks() for _, path in PATH.findall(check)}
    assert asked == {"/healthz", "/readyz"}
    assert asked <= set(routes())


def test_secrets_come_from_the_environment_and_have_no_default() -> None:
    environment = ours()["web"]["environment"]
    secret = {f"HUIYIN_{n}".upper() for n, f in Settings.model_fields.items() if f.annotation is SecretStr}
    for name in (secret & set(environment)) | {"HUIYIN_SMTP_URL"}:
        assert REQUIRED.fullmatch(environment[name])


def test_nothing_is_filled_in_from_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert [found for found in INTERPOLATED.findall(text) if not REQUIRED.fullmatch(found)] == []


def test_both_sides_of_the_database_use_the_same_password() -> None:
    url = ours()["web"]["environment"]["HUIYIN_DATABASE_URL"]
    assert services()["postgres"]["environment"]["POSTGRES_PASSWORD"] in url
    assert Settings(database_url=INTERPOLATED.sub("x", url)).database.startswith("postgresql+psycopg://")


def test_every_volume_is_declared_and_used() -> None:
    mounts = [mount.split(":") for service in services().values() for mount in service["volumes"]]
    assert {volume for volume, _ in mounts} == set(compose()["volumes"])
    assert ours()["web"]["environment"]["HUIYIN_DATA_DIR"] in {path for _, path in mounts}


def test_nobody_starts_before_the_tables_are_there() -> None:
    waits = {name: set(service["depends_on"]) for name, service in ours().items()}
    assert waits == {"migrate": {"postgres"}, "web": {"migrate"}, "clock": {"migrate"}, "bot": {"web"}}
