"""The queue as JSON."""

from ninja import Router

router = Router()
