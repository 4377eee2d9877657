"""Reading what people send: values, encodings, tables, maps of columns. Pure; the bytes are given."""
