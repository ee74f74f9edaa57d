"""Alerts and incidents: what rules found of customers and of groups, one row per episode."""

from django.db import models

from tieline.foundation.keys.fields import SealedJSONField


class Alert(models.Model):
    """
    That a rule holds for a customer, from the run that first found it to the run that no longer does.

    At most one alert per rule and customer is uncleared, so an episode raises once whatever is repeated.
    """

    class Rank(models.IntegerChoices):
        """Severity as a number that sorts, gravest first."""

        CRITICAL = 1
        HIGH = 2
        MEDIUM = 3
        LOW = 4

    rule = models.CharField(max_length=60, help_text="Key of the rule.")
    definition = models.ForeignKey(
        "packs.Definition",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version of the rule that raised it.",
    )
    customer_id = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    raised_on = models.DateField(help_text="Day of the run that found it.")
    cleared_on = models.DateField(
        null=True, blank=True, help_text="Day of the run that no longer found it; null while it holds."
    )
    value_at_risk = models.FloatField(
        null=True, blank=True, help_text="What a year with the customer is worth, when it was raised; null if unknown."
    )
    evidence = SealedJSONField(
        default=dict, row=["rule", "customer_id"], help_text="What was so when it was raised; see evidence.py."
    )

    class Meta:
        ordering = ["rank", "-raised_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "customer_id"],
                condition=models.Q(cleared_on__isnull=True),
                name="one_open_alert_per_rule_and_customer",
            ),
            models.CheckConstraint(
                condition=models.Q(cleared_on__isnull=True) | models.Q(cleared_on__gte=models.F("raised_on")),
                name="alert_clears_after_it_is_raised",
            ),
        ]
        indexes = [
            models.Index(fields=["customer_id"], name="alert_by_customer"),
            models.Index(fields=["cleared_on", "rank", "-raised_on", "-id"], name="alert_in_list_order"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.customer_id} {'open' if self.cleared_on is None else 'cleared'}"

    @property
    def severity(self) -> str:
        """critical, high, medium or low."""
        return self.Rank(self.rank).name.lower()

    @property
    def state(self) -> str:
        """Open or cleared."""
        return "open" if self.cleared_on is None else "cleared"


class Incident(models.Model):
    """
    That a condition holds for far more customers of a group than is usual, from the run that first found it.

    Who is inside stands in ``rules.inside``. At most one incident per rule and group is uncleared.
    """

    rule = models.CharField(max_length=60, help_text="Key of the group rule.")
    definition = models.ForeignKey(
        "packs.Definition",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version of the rule that raised it.",
    )
    over = models.CharField(max_length=10, help_text="What the group is: area, plan or shop.")
    group = models.CharField(max_length=200, help_text="Which area, plan or shop.")
    rank = models.PositiveSmallIntegerField(choices=Alert.Rank.choices)
    raised_on = models.DateField(help_text="Day of the run that found it.")
    cleared_on = models.DateField(null=True, blank=True, help_text="Day of the run that no longer found it.")
    size = models.PositiveIntegerField(help_text="Customers of the group.")
    count = models.PositiveIntegerField(help_text="Those for whom the condition held in the latest run that found it.")
    usual = models.FloatField(help_text="Mean count of the same weekday in the weeks before.")

    class Meta:
        ordering = ["rank", "-raised_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "group"],
                condition=models.Q(cleared_on__isnull=True),
                name="one_open_incident_per_rule_and_group",
            ),
            models.CheckConstraint(
                condition=models.Q(cleared_on__isnull=True) | models.Q(cleared_on__gte=models.F("raised_on")),
                name="incident_clears_after_it_is_raised",
            ),
        ]
        indexes = [models.Index(fields=["cleared_on", "rank", "-raised_on", "-id"], name="incident_in_list_order")]

    def __str__(self) -> str:
        return f"{self.rule} {self.group} {'open' if self.cleared_on is None else 'cleared'}"

    @property
    def severity(self) -> str:
        """critical, high, medium or low."""
        return Alert.Rank(self.rank).name.lower()

    @property
    def state(self) -> str:
        """Open or cleared."""
        return "open" if self.cleared_on is None else "cleared"
