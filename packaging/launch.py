"""Where the frozen program begins: its window, its commands, and, again, its engine process."""

import sys

from playground.__main__ import main

sys.exit(main())
