"""Permissions of inspections."""

from jiangang.kernel.permissions import Permission

VIEW = Permission("inspection.task.view")
VIEW_ALL = Permission("inspection.record.view")
OPEN = Permission("inspection.task.open")
RECORD = Permission("inspection.task.record")
CONFIRM = Permission("inspection.task.confirm")
CORRECT = Permission("inspection.task.correct")
