"""A district as a file tells it: bodies with their officers, a parent before its children."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tracker.rules.facts import BodyKind
from tracker.rules.words import Role

Name = Annotated[str, StringConstraints(min_length=1)]
Username = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]*$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficerEntry(Strict):
    username: Username
    name: Name
    roles: list[Role] = Field(min_length=1)


class InterestEntry(Strict):
    """What an officer declared (利益申报): a body by its code, or a person."""

    username: Username
    body: Name | None = None
    person: Name | None = None
    relation: Name


class BodyEntry(Strict):
    """``code`` is the name that stays when the body is renamed; ``parent`` is such a code."""

    code: Name
    name: Name
    kind: BodyKind
    parent: Name | None = None
    functions: list[Name] = []
    aliases: list[Name] = []
    fallback: bool = False
    officers: list[OfficerEntry] = Field(min_length=1)


class District(Strict):
    """``introduce`` lists the usernames that a newcomer is shown."""

    version: Name
    body: list[BodyEntry]
    introduce: list[Username] = []
    interest: list[InterestEntry] = []

    def officers(self) -> Iterator[tuple[OfficerEntry, BodyEntry]]:
        for body in self.body:
            for officer in body.officers:
                yield officer, body

    def introduced(self) -> list[tuple[OfficerEntry, BodyEntry]]:
        by_name = {officer.username: (officer, body) for officer, body in self.officers()}
        return [by_name[username] for username in self.introduce]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        codes: set[str] = set()
        for body in self.body:
            if body.code in codes:
                raise ValueError(f"{body.code} stands twice")
            if body.parent is not None and body.parent not in codes:
                raise ValueError(f"{body.code}: its parent {body.parent} must stand before it")
            codes.add(body.code)
        usernames = [officer.username for officer, _ in self.officers()]
        if len(usernames) != len(set(usernames)):
            raise ValueError("a username stands twice")
        if unknown := {*self.introduce, *(i.username for i in self.interest)} - set(usernames):
            raise ValueError(f"nobody is called {sorted(unknown)}")
        if any((i.body is None) == (i.person is None) or i.body not in {*codes, None} for i in self.interest):
            raise ValueError("an interest is in one body of the district, or in one person")
        return self


def read_district() -> District:
    """The shipped demonstration district."""
    text = (files("tracker.demo") / "district.toml").read_text("utf-8")
    return District.model_validate(tomllib.loads(text))
