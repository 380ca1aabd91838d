"""The ground of all pages for people: who visits, what he may, words in three languages, looks, safe headers.

A page is a row of a table (:class:`~ristorno.web.ground.door.Page`): its address, its view, the right that it takes. It
is made on the server and whole without any script; htmx only saves a reload where there is one.
"""
