//! All the SQL of notices.
