"""Starting, watching and stopping the database, the web server and the worker of one office.

Nothing here knows a department, and only `prepare.py` imports Django, so that the supervisor stays small
and a command that needs no database starts at once.
"""
