"""Restage: `python bot.py --help` tells what it can do."""

import sys


def main() -> int:
    """Run the command line; the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- said in a sentence, not by a syntax error
        sys.exit("Restage needs Python 3.11 or newer.")
    try:
        from bot.cli.main import main as run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # while the program was still being loaded
        return 130


if __name__ == "__main__":
    sys.exit(main())
