"""The simple repository API: rendered once a change, published as files, read without a query.

`data` is what a page says, `renderings` its forms, `negotiation` which form a client gets. `published` keeps
the rendered pages in a folder that web processes and nginx share; `publication` writes them there after each
change, under the project's lock. `fast_lane` answers a plain GET from that folder before Django is asked.
"""
