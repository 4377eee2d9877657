"""`python -m jiangang.witness …`."""

from jiangang.witness.commands import main

if __name__ == "__main__":
    main()
