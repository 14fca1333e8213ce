//! All the SQL of flags.
