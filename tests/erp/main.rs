//! The ERP contract against a real Tryton.

mod conformance;
