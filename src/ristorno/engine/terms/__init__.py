"""Promises as data: the program document, agreements and what they may say."""
