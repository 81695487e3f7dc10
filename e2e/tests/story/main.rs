//! Waymark's story as the people of a programme live it, told in a browser: from the demonstration to their own programme.

mod course;
mod day;
mod demonstration;
mod everybody;
mod files;
mod invited;
mod keyboard;
mod own_programme;
mod passkey;
mod print;
mod registering;
mod stage;
mod ways;
