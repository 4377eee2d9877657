"""Commands of the methods: they read options and files, ask `jiangang.methods`, and print. No database."""
