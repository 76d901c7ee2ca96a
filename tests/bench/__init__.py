"""`make bench`: how fast every page is, with the app served as in production.

What counts is the ratio to the floor, the emptiest page a signed-in user can get, measured in turns with each
page: it holds on a slow machine and a fast one. A bench is not a test: nothing here fails.
"""
