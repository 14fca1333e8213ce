//! Placeholder until its slice is written.
