"""What came of retention rules, night by night."""

from django.db import models


class LettingGo(models.Model):
    """One rule carried out up to one day: how many rows went. Begun anew where it was interrupted, never done twice."""

    rule = models.CharField(max_length=60, help_text="Key of the retention rule.")
    version = models.PositiveIntegerField(help_text="Version of the rule.")
    keeps = models.CharField(max_length=60, help_text="The kind of data.")
    way = models.CharField(max_length=10, help_text="remove or anonymise.")
    before = models.DateField(help_text="Rows of earlier days are old.")
    gone = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0, help_text="Old rows that stayed for a legal hold.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "version", "before"], name="letting_go_once")]

    def __str__(self) -> str:
        return f"{self.rule} before {self.before}: {self.gone}"
