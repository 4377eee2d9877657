"""Property tests here have no deadline: the machine may be shared, and speed has tests of its own."""

from hypothesis import settings

settings.register_profile("methods", deadline=None)
settings.load_profile("methods")
