//! branch-server
