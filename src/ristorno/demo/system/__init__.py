"""The demo world as a system that runs: its members, products, promises and facts kept, booked and lived with.

Everything goes through the doors that everybody uses, in the order in which a supplier would begin: companies and
products, what is promised (one person drafts, another one signs), two years of sales with the mistakes that no export
is free of, claims, one run of all members, and what then happens on wallets. The database is a sandbox whose clock
stands on a morning inside the windows, so that there is something ahead of everybody, and every amount is the same
whenever somebody looks. What the books learn later comes in when the file of all facts is imported.
"""
