"""The interface for programs, version 1: REST after OpenAPI 3.1, refusals as problem details (RFC 9457).

A route says in ``may(...)`` which scope it asks for; a key that is for one company sees what is that company's, and of
everything else only that it is not there.
"""
