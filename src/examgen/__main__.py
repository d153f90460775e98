"""``python -m examgen`` is the command ``examgen``."""

from examgen.cli import main

if __name__ == "__main__":
    main()
