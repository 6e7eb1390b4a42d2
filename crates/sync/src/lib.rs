//! The device's half of sync: enrol, push, pull, bootstrap, live.
