"""The sponsor's provision: estimated from what was counted, beside the accruals and never among them."""
