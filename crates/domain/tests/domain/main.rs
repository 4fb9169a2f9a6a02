//! The nouns: what is kept reads as it was, and folds.

mod cutover;
mod desk;
mod disputed;
mod earlier;
mod fold;
mod lost;
mod mark;
mod place;
mod posting;
mod printed;
mod said;
