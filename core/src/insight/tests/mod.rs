//! The sixteen reports over small worlds, each figure worked out by hand.

mod cards;
mod counts;
mod members;
mod order_and_guard;
mod people;
mod world;
