"""Questions to answers: understanding, reading, citing, abstaining.

``Assistant.open(settings).ask(question)`` is the whole of it.
"""

from qa.answer import Answer, Citation, document_name
from qa.assistant import Assistant

__all__ = ["Answer", "Assistant", "Citation", "document_name"]
