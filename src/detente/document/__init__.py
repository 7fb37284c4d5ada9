"""Main text, furniture, headline, captions, dating: from a page's bytes to a document.

>>> from detente.record import Page
>>> extract(Page(b"The envoys met in Geneva on Monday and agreed to talk again.")).text
'The envoys met in Geneva on Monday and agreed to talk again.'
"""

from detente.document.extract import extract

__all__ = ["extract"]
