//! The workflows of a clinic, one file per verb.
