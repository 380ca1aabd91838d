"""The form beside a document: what of it fields can show, and what a change of the form changes in the text. Pure.

The text is the document. Fields show some of its places, and buttons add, copy, change and remove its parts: promises,
offers, ladders, sets and units. Each change is a cut at its place of the text (:mod:`ristorno.kernel.editing`);
whatever the form cannot show is named and never touched. A version shows what it says laid over what is common, so a
field may stand where the text says nothing yet.

``sheet`` reads a text, ``sections`` knows the parts that a program has, ``showing`` draws them, ``applying`` writes
changed fields, ``shaping`` whole parts.
"""
