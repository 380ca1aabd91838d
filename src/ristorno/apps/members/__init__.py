"""Companies that earn, their contacts, groups and consents; who was merged into whom."""
