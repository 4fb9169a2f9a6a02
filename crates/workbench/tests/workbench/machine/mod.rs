mod clock;
mod disk;
mod secret;
