//! What phone and server agree on.
