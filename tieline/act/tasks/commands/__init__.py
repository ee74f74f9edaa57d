"""What changes tasks: ``refresh_tasks`` opens them from alerts, the others are what people do with them."""

from tieline.act.tasks.commands.opening_tasks import refresh_tasks
from tieline.act.tasks.commands.work import assign_task, close_task, start_task, undo_close

__all__ = ["assign_task", "close_task", "refresh_tasks", "start_task", "undo_close"]
