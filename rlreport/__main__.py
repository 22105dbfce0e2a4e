"""`python -m rlreport` is the command `rlreport`."""

import sys

from rlreport.cli import main

if __name__ == "__main__":
    sys.exit(main())
