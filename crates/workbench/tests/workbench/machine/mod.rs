mod clock;
mod disk;
mod secret;
mod watch;
