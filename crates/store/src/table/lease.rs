//! Leases of earlier versions. Who alone may push is said by the workspace's lock; nobody reads or writes this table any more.

/// Version 1.
pub(crate) const V1: &str = "
CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL) STRICT;
";
