"""Users, teams and role grants. What a role may do and see is a definition: see ``roles``."""

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from tieline.foundation.access.roles import RoleDefinition, all_roles
from tieline.foundation.keys.fields import SealedTextField

validate_login = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z",
    "Use letters, digits, dots, hyphens and underscores, beginning with a letter or digit.",
)


class Team(models.Model):
    """People who share a queue of work, or a unit above them: a shop, a city, a province, the group, a partner."""

    key = models.SlugField(primary_key=True, max_length=40)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, default="team", help_text="group, province, city, shop, partner or team.")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    areas = models.JSONField(
        default=list, help_text="Cities and districts, as the profile writes them, whose customers the unit serves."
    )

    def __str__(self) -> str:
        return self.key


class User(AbstractBaseUser):
    """A login of the operator's staff. Never deleted, as closed tasks name it; ``is_active`` locks it."""

    login = models.CharField(unique=True, max_length=60, validators=[validate_login])
    name = SealedTextField(row=["login"])
    email = SealedTextField(blank=True, row=["login"])
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, default="zh-CN")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    objects = BaseUserManager["User"]()

    def __str__(self) -> str:
        return self.login

    @property
    def roles(self) -> list[str]:
        """The keys of the roles granted to this user for good, in alphabetical order."""
        return sorted(grant.role for grant in self.role_grants.all() if grant.until is None)

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Union of the permissions of all roles of the user, as they were when it was first asked of this object."""
        return frozenset().union(*(role.permissions for role in self.role_definitions))

    @cached_property
    def role_definitions(self) -> list[RoleDefinition]:
        """
        What is published of the roles that the user holds now, those of an emergency last.

        A role that was taken back gives nothing.
        """
        known, now = all_roles(), timezone.now()
        meanwhile = sorted(grant.role for grant in self.role_grants.all() if grant.until and grant.until > now)
        return [known[role] for role in (*self.roles, *meanwhile) if role in known]


class RoleGrant(models.Model):
    """That a user holds a role: for good, or in an emergency."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=60, help_text="Key of the role.")
    until = models.DateTimeField(null=True, help_text="When it ends by itself; null for good.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once_per_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


def hold(user: User, grants: list[RoleGrant]) -> User:
    """The user with all grants of roles, so that they are not read again, as ``prefetch_related`` leaves them."""
    held = user.role_grants.all()
    held._result_cache = grants
    user._prefetched_objects_cache = {"role_grants": held}  # type: ignore[attr-defined] # Django keeps them there
    return user


class LoginAttempt(models.Model):
    """A failed attempt to log in, or one being looked at; forgotten when the right password comes or the time is up."""

    login = models.CharField(max_length=60)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["address", "login", "at"], name="attempt_by_address")]

    def __str__(self) -> str:
        return f"{self.login} from {self.address}"


class Change(models.Model):
    """An entry in the change log: what a command did to one object. Rows are only added; each seals the one before."""

    sequence = models.BigIntegerField(primary_key=True, help_text="1, 2, 3 … without a gap.")
    at = models.DateTimeField()
    user = models.CharField(max_length=60, blank=True, help_text="Login, or empty for the command line.")
    command = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    before = models.TextField(help_text="Canonical JSON; null when it was created.")
    after = models.TextField(help_text="Canonical JSON; null when it was removed.")
    reason = models.CharField(max_length=400, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="Network address of the request; empty for jobs.")
    salt = models.CharField(max_length=32, blank=True, default="", help_text="Random; goes with what it hides.")
    payload = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="SHA-256 over salt, object_id, before, after and reason; empty of entries before there were salts.",
    )
    erased_by = models.CharField(
        max_length=40, blank=True, default="", help_text="Request for which what the payload covers was erased."
    )
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, help_text="SHA-256 of the entry in canonical JSON; see seal.")

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id", "sequence"], name="change_by_object")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.command} {self.object_kind} {self.object_id}"


class ChangeHead(models.Model):
    """The one row that names the newest change: locked while the next is written; it tells when rows were cut off."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return str(self.sequence)
