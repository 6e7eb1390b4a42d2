//! Other systems' records into a Holdfast replica: FHIR R4 bundles.
