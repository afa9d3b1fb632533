#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""validate.py SCHEMAS <NDJSON: each object against SCHEMAS/<its "type">.json.

validate.py SCHEMAS --schemas: the schemas themselves, and that they are closed.
"""
import json
import pathlib
import sys

import jsonschema


def find_open(schema, path):
    """Objects that take any key: a contract that cannot be broken is none."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("additionalProperties") is not False:
            yield path
        for key, value in schema.items():
            yield from find_open(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for number, value in enumerate(schema):
            yield from find_open(value, f"{path}/{number}")


def check_schemas(folder):
    """Every file is a draft 2020-12 schema without an open object."""
    wrong = 0
    for path in sorted(folder.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        for where in find_open(schema, path.name):
            print(f"# {where}: additionalProperties is not false")
            wrong += 1
    return wrong


def check_lines(folder):
    """Every line of standard input is an object its schema accepts."""
    validators, wrong, count = {}, 0, 0
    # A schema may refer to another one by its name.
    store = {path.name: json.loads(path.read_text(encoding="utf-8"))
             for path in folder.glob("*.json")}
    for number, line in enumerate(sys.stdin, 1):
        value = json.loads(line)
        count += 1
        kind = value["type"]
        if kind not in validators:
            schema = store.get(f"{kind}.json")
            if not schema:
                sys.exit(f"# line {number}: there is no schema for type {kind}")
            validators[kind] = jsonschema.Draft202012Validator(
                schema, resolver=jsonschema.RefResolver.from_schema(schema, store=store))
        for error in validators[kind].iter_errors(value):
            where = "/".join(str(part) for part in error.absolute_path)
            print(f"# line {number}, {kind}: {where}: {error.message[:200]}")
            wrong += 1
    if not count:
        print("# no output at all")
    return wrong or not count


def main():
    """See above."""
    folder = pathlib.Path(sys.argv[1])
    schemas = sys.argv[2:] == ["--schemas"]
    sys.exit(1 if (check_schemas if schemas else check_lines)(folder) else 0)


main()
