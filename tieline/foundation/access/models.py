"""Users, teams and role grants. The permissions of a role are in ``permissions``."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from tieline.foundation.access.permissions import ROLES


class Team(models.Model):
    """People who share a queue of work."""

    key = models.SlugField(primary_key=True, max_length=40)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.key


class User(AbstractBaseUser):
    """A login of the operator's staff. Never deleted, as closed tasks name it; ``is_active`` locks it."""

    login = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
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
        """The keys of the roles granted to this user, in alphabetical order."""
        return sorted(grant.role for grant in self.role_grants.all())

    @property
    def permissions(self) -> frozenset[str]:
        """Union of the permissions of all roles of the user."""
        return frozenset().union(*(ROLES[role] for role in self.roles))


class RoleGrant(models.Model):
    """That a user holds a role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once_per_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
