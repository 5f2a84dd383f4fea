"""The members that the stand-in knows: their people who sign in, and the forms that they want filled in."""

from dataclasses import dataclass, field
from typing import Any

Object = dict[str, Any]


@dataclass(frozen=True)
class Department:
    id: int
    name: str
    document: int  # of its form
    fields: tuple[Object, ...] = ()
    admin_note: str = ""


@dataclass(frozen=True)
class Member:
    id: int
    name: str
    domain: str
    username: str
    password: str = field(repr=False)
    departments: tuple[Department, ...] = ()

    @property
    def me(self) -> Object:
        first, last = self.name, "Support"
        user = {"id": self.id * 10, "username": self.username, "email": self.username}
        return {
            "company": {"id": self.id, "name": self.name, "domain": self.domain},
            "user": {**user, "firstName": first, "lastName": last},
        }


def question(id: int, section: str, label: str, type: str, *, required: bool = False, options: str = "") -> Object:
    return {
        "fieldId": id,
        "section": section,
        "label": label,
        "type": type,
        "displayOrder": id,
        "required": required,
        "options": options,
        "validationRules": None,
        "value": None,
        "additionalSettings": None,
        "selections": [],
    }


STORE = Member(
    1,
    "Chandlery",
    "chandlery.example",
    "api@chandlery.example",
    "chandlery-secret",
    (Department(10, "Store desk", 100, (question(1001, "PROBLEM_SECTION", "Image", "STRING"),)),),
)
MEMBERS = (
    STORE,
    Member(
        2,
        "Beta Storage",
        "beta.example",
        "api@beta.example",
        "beta-secret",
        (
            Department(
                20,
                "Volumes",
                200,
                (
                    question(
                        2002, "PROBLEM_SECTION", "Operating system", "SELECT", options="Debian\r\nAlpine\r\nOther"
                    ),
                    question(2001, "COMMON_CUSTOMER_SECTION", "Serial number", "STRING", required=True),
                ),
                "<p>Please add the <b>serial number</b>.</p>",
            ),
        ),
    ),
    Member(3, "Gamma Networks", "gamma.example", "api@gamma.example", "gamma-secret", (Department(30, "", 300),)),
)
