"""What a person may want with a case they have filed."""

from enum import StrEnum


class Errand(StrEnum):
    LIST = "list"
    SEE = "see"
    ADD = "add"
    URGE = "urge"
    WITHDRAW = "withdraw"
