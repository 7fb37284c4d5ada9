"""Stages (the table), the one loop that walks pages through them, and where a run's shards are coded."""

from detente.pipeline.plan import Plan
from detente.pipeline.run import Known, code_page, code_together, coder_of, run
from detente.pipeline.stages import STAGES, Stage

__all__ = ["STAGES", "Known", "Plan", "Stage", "code_page", "code_together", "coder_of", "run"]
