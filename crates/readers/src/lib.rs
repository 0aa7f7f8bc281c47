//! What hostile files say, read in a child process that may die.
//!
//! `formats` tells what a file is while it streams in; here its content is
//! interpreted: the pages of a PDF, the sections of a CDA document, the slices
//! of a DICOM series. Each reader is a pure function from bytes to a small
//! model of our own; the pages show the model, never the file.
//!
//! INVARIANT: no reader runs in the process that holds keys and records.
