"""The demo world as a system that runs: its members, products, promises and facts kept, booked and lived with.

Everything goes through the doors that everybody uses, in the order in which a supplier would begin: companies and
products, what is promised (one person drafts, another one signs), two years of sales with the mistakes that no export
is free of, claims, one run of all members, and what then happens on wallets. The database is a sandbox whose clock
stands on the morning after the last day of the world, so that every amount is the same whenever somebody looks.
"""
