"""Stages (the table), and the one loop that walks pages through them."""

from detente.pipeline.run import Known, code_page, coder_of, run
from detente.pipeline.stages import STAGES, Stage

__all__ = ["STAGES", "Known", "Stage", "code_page", "coder_of", "run"]
