"""The department `exchange`: papers to and from foreign authorities."""
