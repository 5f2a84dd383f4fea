"""What the store's desk promises where nobody has said otherwise."""

from services.support.events import Terms

DEFAULT = (Terms(1, 60, 240), Terms(2, 120, 480), Terms(3, 480, 1440), Terms(4, 960, 2880))
LONGEST = 30 * 24 * 60  # support minutes that can be promised
