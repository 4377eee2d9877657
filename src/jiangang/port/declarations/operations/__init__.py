"""Acts on notices and consignments, one module for each kind of act."""
