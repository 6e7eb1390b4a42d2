"""Reads every line of a folder of .ndjson files with fhir.resources, and says what it refuses."""

import importlib
import json
import pathlib
import sys

seen, errors, models = 0, [], {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.ndjson")):
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        seen += 1
        kind = json.loads(line)["resourceType"]
        if kind not in models:
            module = importlib.import_module("fhir.resources.R4B." + kind.lower())
            models[kind] = getattr(module, kind)
        try:
            models[kind].model_validate_json(line)
        except Exception as error:
            errors.append(f"{kind}: {error}: {line}")
print(json.dumps({"seen": seen, "errors": errors[:50], "all": len(errors)}))
