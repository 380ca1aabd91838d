"""What is owed now, given what we know, beside what was booked: the difference is posted."""
