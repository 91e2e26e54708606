"""Cut-outs: which pixels are the product, and how sure that is."""
