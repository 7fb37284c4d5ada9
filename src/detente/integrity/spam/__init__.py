"""Is a reader's note spam, as far as its words tell? A linear model over words, letters and a few counts.

    text, context -> features.read -> model.Model.weigh -> Weighed (log-odds, and what spoke most)

What the text alone cannot tell (how quickly a form was sent, what the same hand wrote before) is `detente.notes`'.
"""

from detente.integrity.spam.model import PUBLISH, REJECT, Model, Weighed, load

__all__ = ["PUBLISH", "REJECT", "Model", "Weighed", "load"]
