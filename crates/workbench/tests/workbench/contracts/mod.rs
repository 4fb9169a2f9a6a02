mod approved;
mod shipped;
