"""What schemathesis is told beside its configuration: who asks, and what no schema tells."""

import json
import os

import schemathesis
from schemathesis.checks import CHECKS

TOKEN = json.loads(os.environ["PUBDOK_TOKENS"])[os.environ["PUBDOK_AS"]]


@schemathesis.auth()
class Person:
    """Whose token is shown, where one is asked for: one that is shown elsewhere must hold as well."""

    def get(self, case, context):
        return TOKEN

    def set(self, case, data, context):
        if "x-roles" in case.operation.definition.raw:
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.serializer("application/offset+octet-stream")
def piece(context, value):
    """Bytes of an upload are bytes."""
    return getattr(value, "data", value)


# Cursors are sealed, nobody can guess one; and with `fields`, things lack what their schema requires.
LEFT_OUT = ("cursor", "fields")


@schemathesis.hook
def before_load_schema(context, raw_schema):
    def is_kept(parameter):
        name = parameter.get("name") or parameter["$ref"].rsplit("/", 1)[-1]
        return name not in LEFT_OUT

    for path in raw_schema["paths"].values():
        for operation in path.values():
            operation["parameters"] = [one for one in operation.get("parameters", []) if is_kept(one)]


# Rules between parts of a request, or between it and what there is, which no schema tells: valid data may break them.
RULES = {
    "UNKNOWN_REFERENCE",
    "ORDER",
    "NOT_APPLICABLE",
}


@schemathesis.check
def valid_data_is_taken(context, response, case):
    """positive_data_acceptance, but for these rules."""
    if response.status_code == 400:
        problem = response.json()
        if RULES.issuperset(error["code"] for error in problem.get("errors", [{"code": None}])):
            return None
    return CHECKS.get_one("positive_data_acceptance")(context, response, case)
