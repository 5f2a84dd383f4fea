"""A file written through a volume of its own is read back by another container."""

from services.certification.checks.tried import of_step

CHECK = of_step(
    "volume",
    "plugin",
    "A volume keeps what is written to it",
    "Answer VolumeDriver.Create, Mount, Path, Unmount and Remove as the volume plugin protocol says.",
    untried="It is no volume plugin.",
)
