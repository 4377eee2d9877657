"""Reference pages written from the running system: what is documented is what is there.

Each page is a function that returns Markdown; `pages.py` lists them. Nothing here opens a database.
"""
