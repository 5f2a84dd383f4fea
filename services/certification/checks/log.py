"""A line that a container logs through it is given back by ReadLogs."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "log",
    "plugin",
    "A log gives back what was logged",
    "Read the FIFO that StartLogging names, and give the same entries back by ReadLogs.",
    untried="It is no log plugin.",
)
