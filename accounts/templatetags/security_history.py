"""Events of an account on pages."""

from django import template

from accounts.history import event_words

register = template.Library()
register.filter("event_sentence", event_words.sentence)
