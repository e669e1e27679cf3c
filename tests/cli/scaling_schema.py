"""scaling_schema.py SCHEMA EXPORT...: are these as the schema says, and does the schema notice what is not?"""

import copy
import json
import sys

import jsonschema

with open(sys.argv[1]) as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)


def read(path):
    with open(path) as file:
        return json.load(file)


def faults(export):
    def changed(what, change):
        other = copy.deepcopy(export)
        change(other)
        return what, other

    yield changed("a key that nobody documents", lambda e: e.update(more=1))
    yield changed("a later version", lambda e: e.update(schema_version=2))
    yield changed("a point without memory", lambda e: e["points"][0].pop("owners"))
    yield changed("a time as text", lambda e: e["points"][0].update(wall="1 s"))
    yield changed("a region with one key more", lambda e: e["points"][0]["regions"][0].update(colour="red"))
    yield changed("a trend without its exponent", lambda e: e["trends"][0]["power"].pop("exponent"))
    yield changed("a complexity of no name", lambda e: e["trends"][0]["complexity"].update(closest="N^5"))


for path in sys.argv[2:]:
    for error in validator.iter_errors(read(path)):
        sys.exit(f"{path}: {'/'.join(map(str, error.path))}: {error.message[:300]}")
for what, other in faults(read(sys.argv[2])):
    if validator.is_valid(other):
        sys.exit(f"the schema accepts {what}")
print(f"{len(sys.argv) - 2} exports are valid")
