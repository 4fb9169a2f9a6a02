mod clock;
mod secret;
