//! A clinic for tests: one real server, real devices, made-up people.
