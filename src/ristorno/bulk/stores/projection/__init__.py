"""The projection: the flat facts of a store, kept beside its log and made anew from it at any time."""
