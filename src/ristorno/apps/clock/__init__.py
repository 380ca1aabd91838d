"""What time it is: the world's, or in a sandbox that of a clock that stands until somebody moves it.

A sandbox is a database that was marked as one while it was empty, or while a backup was read into it: there expiry,
grace and the ends of years are rehearsed. Its clock moves forward alone, and whoever moves it does on the way all that
time would have done: from one beginning of a day to the next, in order, until nothing is left to do at that moment.

Whoever asks for the time is at the outermost door: a command, a request, the loop of a process. Everything further
inside is told the moment. Keys, tokens and the delivery of webhooks live in the world's time also in a sandbox: they
are about programs that call and are called, not about what is promised.
"""
