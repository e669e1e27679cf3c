"""profile_schema.py SCHEMA MANUAL PROFILE...: are these profile.json as the schema says, and does the schema notice what is not?"""

import copy
import json
import sys

try:
    import jsonschema
except ImportError:
    print("no python3-jsonschema")
    sys.exit(77)

with open(sys.argv[1]) as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)


def is_strict(part, path):
    """Every object says all its keys, or what its keys hold; every key that is listed must be there."""
    if isinstance(part, list):
        for i, item in enumerate(part):
            is_strict(item, path + [i])
    if not isinstance(part, dict):
        return
    if "properties" in part and "type" in part and path[-1:] != ["properties"]:
        assert part["additionalProperties"] is False, path
        assert sorted(part["required"]) == sorted(part["properties"]), path
    for key, item in part.items():
        is_strict(item, path + [key])


def says_what_it_is(part, path):
    """Every key has a description, or stands for a definition or a fixed value."""
    if isinstance(part, dict):
        for key, item in part.get("properties", {}).items():
            assert {"description", "$ref", "const"} & set(item), f"no description of {'/'.join(path + [key])}"
        for key, item in part.items():
            says_what_it_is(item, path + [key])


is_strict(schema, [])
says_what_it_is(schema, [])


def faults(profile):
    """The profile with one thing wrong, and what."""
    def changed(what, change):
        other = copy.deepcopy(profile)
        change(other)
        return what, other

    yield changed("a key that nobody documents", lambda p: p.update(more=1))
    yield changed("a key that is gone", lambda p: p["summary"].pop("step_wall"))
    yield changed("a later version", lambda p: p.update(schema_version=2))
    yield changed("a time as text", lambda p: p["run"].update(wall="1 s"))
    yield changed("a negative count", lambda p: p["regions"][0].update(calls=-1))
    yield changed("a region with one key more", lambda p: p["regions"][-1].update(colour="red"))
    yield changed("a row of a step that is too short", lambda p: p["steps"][-1]["regions"][0].pop())


def read(path):
    with open(path) as file:
        return json.load(file)


with open(sys.argv[2]) as file:
    manual = file.read()
for key in schema["properties"]:
    assert f"`{key}`" in manual, f"{sys.argv[2]} does not tell of {key}"

for path in sys.argv[3:]:
    for error in validator.iter_errors(read(path)):
        sys.exit(f"{path}: {'/'.join(map(str, error.path))}: {error.message[:300]}")
for what, other in faults(read(sys.argv[3])):
    if validator.is_valid(other):
        sys.exit(f"the schema accepts {what}")
print(f"{len(sys.argv) - 3} profiles are valid")
