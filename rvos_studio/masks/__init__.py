"""The one mask type and everything that is done to it."""

from rvos_studio.masks.cleaning import fill_holes, grow, remove_specks, shrink
from rvos_studio.masks.cutouts import cut_box, refine
from rvos_studio.masks.mask import Mask, Probability, binarise
from rvos_studio.masks.outlines import constrained, filled
from rvos_studio.masks.palette import PALETTE, read_label_map, write_label_map
from rvos_studio.masks.polygons import mask_from_polygons, polygons_of
from rvos_studio.masks.probability import FULL, Levels
from rvos_studio.masks.regions import open_around, region_at, region_of

__all__ = [
    "FULL",
    "PALETTE",
    "Levels",
    "Mask",
    "Probability",
    "binarise",
    "constrained",
    "cut_box",
    "fill_holes",
    "filled",
    "grow",
    "mask_from_polygons",
    "open_around",
    "polygons_of",
    "read_label_map",
    "refine",
    "region_at",
    "region_of",
    "remove_specks",
    "shrink",
    "write_label_map",
]
