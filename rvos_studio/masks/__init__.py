"""The one mask type and everything that is done to it."""

from rvos_studio.masks.cleaning import fill_holes, grow, remove_specks, shrink
from rvos_studio.masks.mask import Mask, Probability, binarise
from rvos_studio.masks.palette import PALETTE, read_label_map, write_label_map
from rvos_studio.masks.polygons import mask_from_polygons, polygons_of
from rvos_studio.masks.probability import FULL, Levels

__all__ = [
    "FULL",
    "PALETTE",
    "Levels",
    "Mask",
    "Probability",
    "binarise",
    "fill_holes",
    "grow",
    "mask_from_polygons",
    "polygons_of",
    "read_label_map",
    "remove_specks",
    "shrink",
    "write_label_map",
]
