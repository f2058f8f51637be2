"""The demonstration district and its loader."""

from tracker.demo.district import District, read_district
from tracker.demo.load import PASSWORD, load_demo, load_district

__all__ = ["PASSWORD", "District", "load_demo", "load_district", "read_district"]
