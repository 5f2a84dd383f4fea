"""`python -m bench` runs every benchmark and writes one table; `python -m bench NAME …` runs those named."""

import subprocess
import sys
from pathlib import Path

from bench.harness import RESULTS, kept, table

HERE = Path(__file__).parent
PARTS = {"__init__", "__main__", "goals", "harness"}


def main(names: list[str]) -> int:
    known = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in PARTS and not path.stem.startswith("_"))
    if unknown := set(names) - set(known):
        print(f"no benchmark is named {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return 2
    ended = [subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode for name in names or known]
    (RESULTS / "table.md").write_text(table(kept()) + "\n")
    return max(ended)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
