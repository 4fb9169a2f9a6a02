//! Rating and readiness, invoices, comparisons: one file for each question.

mod adjusted;
mod after_assessment;
mod cancelled;
mod caps;
mod cases;
mod cases_beyond;
mod counted;
mod daily;
mod exchanged;
mod extremes;
mod freight;
mod holds;
mod open_clause;
mod posted;
mod posting;
mod prorate;
mod readiness;
mod revenue;
mod support;
mod tonu;
mod touched;
mod trailer;
mod unread;
mod waiting;
mod worded;
