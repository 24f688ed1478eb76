//! The sync server: merges what phones bring, forwards each report to the department that is responsible, and brings the
//! answer back.

pub mod api;
pub mod app;
pub mod areas;
pub mod city;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod departments;
pub mod folder;
pub mod hand_out;
pub mod hand_over;
pub mod invitation;
pub mod jobs;
pub mod journal;
pub mod mail;
pub mod office;
pub mod ops;
pub mod pages;
pub mod phone_app;
pub mod photos;
pub mod pin_code;
pub mod places;
pub mod proof;
pub mod random;
mod signed;
pub mod storage;
