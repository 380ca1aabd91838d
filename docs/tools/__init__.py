"""Pages made from the code, and the check that none of them lags behind."""
