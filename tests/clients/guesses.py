"""What schemathesis is told beside its configuration: who asks, and five exceptions from "nothing is found".

1. SHAPES: with `fields` things lack what their schema requires, and a file is of its own type (that one in schemathesis.toml).
2. MEANING: what no schema tells is refused: whether there is such a thing, whether one part of a request goes with another, when now is.
3. TOLERANCE: blanks around a text do not make it longer, and what is named again is not more.
4. OAUTH: errors as its own standard words them.
5. HEADERS: of these it makes some that their own pattern refuses.

Cursors and places are left out besides: they are sealed, and nobody can guess one.
"""

import json
import os
import re

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


SEALED = ("cursor", "after")
SHAPES = ("fields",)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    def is_kept(parameter):
        name = parameter.get("name") or parameter["$ref"].rsplit("/", 1)[-1]
        return name not in SEALED + SHAPES

    for path in raw_schema["paths"].values():
        for operation in path.values():
            operation["parameters"] = [one for one in operation.get("parameters", []) if is_kept(one)]
            for answer in operation["responses"].values():
                answer.get("links", {}).pop("nextPage", None)
    own = [one for path in raw_schema["paths"].values() for operation in path.values() for one in operation["parameters"]]
    for parameter in [*raw_schema["components"]["parameters"].values(), *(one for one in own if "schema" in one)]:
        # Of these everything is taken, however long: the bound is there for the rules of documents.
        if parameter["schema"].get("format") == "field-value":
            del parameter["schema"]["maxLength"]


@schemathesis.hook
def before_call(context, case, kwargs):
    """Nothing happens meanwhile: whoever would wait for a change need not wait for long."""
    for name in {"Prefer"} & set(case.headers):
        case.headers[name] = re.sub(r"\bwait=[1-9][0-9]\b", "wait=1", str(case.headers[name]))


# Of instants the format lets pass those of all times.
MEANING = {
    "UNKNOWN_REFERENCE", "ORDER", "NOT_AN_INSTANT", "NOT_APPLICABLE", "PERIOD_TOO_LONG",
    "ALREADY_ENDED", "ALREADY_THERE", "BEFORE_ITS_CAUSE", "BEFORE_MANDATE", "CODE_IN_USE", "OVERLAP", "PAST", "TOO_LATE",
    "HOLDER_INACTIVE", "NONE_ACTIVE", "PRINCIPAL_INACTIVE", "ROLE_NOT_HELD", "SAME_OFFICER",
    "FILE_EXPECTED", "TEXT_EXPECTED", "NOT_FOR_FILES", "NOT_FOR_FORMS", "NOT_OFFERED", "TYPE_MISMATCH", "UNREADABLE_PICTURE",
    "ONE_OF", "ONE_OF_TWO", "ONLY_WITH_SELECTED", "WITHOUT_DECISION", "TARGET_REQUIRED",
}
# Of these what is in their words, and when it is now.
MEANT = {"Occurred-At", "Upload-Checksum", "Upload-Metadata"}


def is_beyond_schemas(error, case):
    """MEANING."""
    # Codes of instructions are the office's own.
    is_code_of_office = error["code"] == "UNKNOWN_VALUE" and error.get("pointer", "").startswith("#/instructions/")
    # Nor can a schema tell a letter from what is none, or count words.
    is_no_word = error.get("parameter") == "q" and error["code"] in ("EMPTY", "TOO_MANY")
    # What is told of a bare file beside it has no place beside a draft or a form, and a bare file needs all of it.
    is_beside = error["code"] in ("UNKNOWN_FIELD", "REQUIRED") and "parameter" in error and case.operation.definition.raw["operationId"] == "addArtifact"
    # Nor that a member is named twice, or that a file has no bytes.
    is_named_twice = error["code"] == "NOT_UNIQUE" and re.fullmatch(r"#/\w+/\d+/\w+", error.get("pointer", ""))
    is_no_file = error["code"] == "EMPTY" and error.get("pointer") == "#" and "json" not in (case.media_type or "")
    return is_beside or is_no_word or is_named_twice or is_no_file or error["code"] in MEANING or error.get("header") in MEANT or is_code_of_office


def is_valid(case):
    """HEADERS."""
    patterns = {one.name: one.definition.get("schema", {}).get("pattern") for one in case.operation.headers}
    given = {name: patterns.get(name) for name in case.headers}
    return all(pattern is None or re.search(pattern, case.headers[name]) for name, pattern in given.items())


@schemathesis.check
def violating_data_is_refused(context, response, case):
    """negative_data_rejection, but for TOLERANCE."""
    try:
        return CHECKS.get_one("negative_data_rejection")(context, response, case)
    except Exception as violation:
        is_long = "larger than maxLength" in str(violation)
        if is_long and any(isinstance(text, str) and text != text.strip() for text in (case.query or {}).values()):
            return None
        if "violates `maxItems` at /properties/expand" in str(violation):
            return None
        raise


# Whatever is wrong with what they are asked is 400 by their own standard (RFC 6749 §5.2).
OAUTH = ("/v1/oauth/token", "/v1/oauth/revoke")


@schemathesis.check
def valid_data_is_taken(context, response, case):
    """positive_data_acceptance, but for MEANING, OAUTH and HEADERS."""
    if case.path in OAUTH:
        return None
    if response.status_code == 400:
        errors = response.json().get("errors")
        if errors and all(is_beyond_schemas(error, case) for error in errors) or not is_valid(case):
            return None
    if response.status_code == 413 and "Upload-Length" in case.headers:
        # One part of a request goes with another: there is more of it than it said there would be.
        return None
    return CHECKS.get_one("positive_data_acceptance")(context, response, case)
