//! workbench.
