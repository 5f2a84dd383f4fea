"""The operator's command, and the composition root: the only place that imports several services."""

import warnings

# The choice of eventlet is ours and explained in docs/decisions/0009; its notice is nothing an operator can act on.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
