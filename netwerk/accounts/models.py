from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Least, Now, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netwerk.accounts import zones
from netwerk.accounts.clock import first_allowed, last_covered, months_before, next_digest


def every_day() -> list[int]:
    """All ISO week days."""
    return [1, 2, 3, 4, 5, 6, 7]


# As clock.is_quiet() says of the hour of the digest.
HOUR_IS_QUIET = Q(quiet_from__lt=F("quiet_until"), digest_hour__gte=F("quiet_from")) & Q(
    digest_hour__lt=F("quiet_until")
) | Q(quiet_from__gt=F("quiet_until")) & (
    Q(digest_hour__gte=F("quiet_from")) | Q(digest_hour__lt=F("quiet_until"))
)


def check_time_zone(name: str) -> None:
    """Raises ValidationError unless `name` is a zone of the IANA database."""
    if name not in zones.names():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name}, code="time_zone")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A saved user who signs in with `email`, whatever its case, and `password`."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A user who may enter the admin. Whoever can make one need not prove that the address is theirs."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **extra)
        user.trust_address()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who keeps a network here. Signs in with an e-mail address."""

    class Scheme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Birthdays(models.TextChoices):
        KNOWN = "known", _("of everybody I know")
        RHYTHM = "rhythm", _("of those with a rhythm")
        NONE = "none", _("of nobody")

    class LeapDay(models.TextChoices):
        FEBRUARY = "february", _("28 February")
        MARCH = "march", _("1 March")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("your name"), max_length=100, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=60, default=zones.DEFAULT, validators=[check_time_zone]
    )
    scheme = models.CharField(_("colours"), max_length=5, choices=Scheme, default=Scheme.AUTO)

    digest_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days"), default=every_day, blank=True
    )
    digest_hour = models.PositiveSmallIntegerField(_("hour"), default=7, validators=[MaxValueValidator(23)])
    # Hours of the user's day in which no mail comes, from the first until the second; none when both are one.
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), default=22, db_default=22)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), default=7, db_default=7)
    # The first day on which mail may come again; it means nothing once it is there.
    paused_until = models.DateField(_("on holiday until"), null=True, blank=True)
    # The next moment at which to look whether there is something to send. A column, so that the tick
    # needs one index.
    digest_at = models.DateTimeField(null=True, editable=False)
    # When that was last done. Most of these looks leave no other trace: nobody was due.
    digest_looked_at = models.DateTimeField(null=True, editable=False)
    nudges_a_day = models.PositiveSmallIntegerField(
        _("follow-ups a day, at most"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    nudges_a_week = models.PositiveSmallIntegerField(
        _("nudges a week, at most"),
        default=20,
        db_default=20,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    # The next moment at which a day begins for which to raise nudges. A column, as `digest_at`.
    nudges_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    birthdays = models.CharField(
        _("birthdays"),
        max_length=6,
        choices=Birthdays,
        default=Birthdays.KNOWN,
        db_default=Birthdays.KNOWN.value,
    )
    yearly_ahead = models.PositiveSmallIntegerField(
        _("days ahead"), default=1, db_default=1, validators=[MaxValueValidator(30)]
    )
    leap_day = models.CharField(
        _("29 February"),
        max_length=8,
        choices=LeapDay,
        default=LeapDay.FEBRUARY,
        db_default=LeapDay.FEBRUARY.value,
    )
    dormant_a_month = models.PositiveSmallIntegerField(
        _("old ties a month, at most"), default=2, db_default=2, validators=[MaxValueValidator(30)]
    )
    weeks_to_meet = models.PositiveSmallIntegerField(
        _("weeks until it is asked whether they met"),
        default=3,
        db_default=3,
        validators=[MinValueValidator(1), MaxValueValidator(26)],
    )

    # Who could help whom: what is asked about, put off, promised and proposed, and how often.
    stale_months = models.PositiveSmallIntegerField(
        _("months"), default=12, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    later_weeks = models.PositiveSmallIntegerField(
        _("weeks"), default=4, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    help_days = models.PositiveSmallIntegerField(
        _("days"), default=2, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    proposals_a_month = models.PositiveSmallIntegerField(
        _("times a month"), default=2, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    # The next moment at which to look what could be proposed. A column, as `digest_at`.
    proposals_at = models.DateTimeField(default=timezone.now, editable=False)

    # When the user was asked, at their first visit, what they can help with and look for; None: not yet.
    asked_at = models.DateTimeField(null=True, editable=False)

    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Upper("email"), name="user_email_once"
            ),  # as iexact compares: it is the index, too
            models.CheckConstraint(condition=models.Q(digest_hour__lte=23), name="user_digest_hour"),
            models.CheckConstraint(
                condition=models.Q(quiet_from__lte=23, quiet_until__lte=23), name="user_quiet_hours"
            ),
            models.CheckConstraint(condition=~HOUR_IS_QUIET, name="user_digest_not_quiet"),
            models.CheckConstraint(
                condition=models.Q(digest_days__contained_by=every_day()), name="user_digest_days"
            ),
            models.CheckConstraint(condition=models.Q(nudges_a_day__range=(1, 50)), name="user_nudges_a_day"),
            models.CheckConstraint(
                condition=models.Q(
                    stale_months__range=(1, 120),
                    later_weeks__range=(1, 52),
                    help_days__range=(1, 60),
                    proposals_a_month__range=(1, 30),
                ),
                name="user_periods",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    nudges_a_week__range=(1, 200), yearly_ahead__lte=30, dormant_a_month__lte=30
                ),
                name="user_raising",
            ),
            models.CheckConstraint(
                condition=models.Q(weeks_to_meet__range=(1, 26)), name="user_weeks_to_meet"
            ),
        ]
        indexes = [
            models.Index("digest_at", name="user_digest_at", condition=models.Q(digest_at__isnull=False)),
            models.Index("proposals_at", name="user_proposals_at", condition=models.Q(is_active=True)),
            models.Index("nudges_at", name="user_nudges_at", condition=models.Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.digest_at is None:
            self.schedule_digest()
        super().save(*args, **kwargs)

    @property
    def zone(self) -> ZoneInfo:
        """The user's time zone, or ours when theirs is no more: they must be able to choose another."""
        try:
            return ZoneInfo(self.time_zone)
        except (KeyError, ValueError):
            return ZoneInfo(zones.DEFAULT)

    def today(self, now: datetime | None = None) -> date:
        """The day it is where the user is."""
        return (now or timezone.now()).astimezone(self.zone).date()

    def next_midnight(self, now: datetime) -> datetime:
        """When the next day begins where the user is."""
        return next_digest(now, self.zone, every_day(), hour=0) or now + timedelta(days=1)

    def stale_before(self, today: date) -> date:
        """What was heard before this day, and not since, is asked about: does it still stand?"""
        return months_before(today, self.stale_months)

    def raise_soon(self) -> None:
        """Something has changed of which nudges are raised: the worker looks again, not only tomorrow."""
        User.objects.filter(pk=self.pk).update(nudges_at=Least("nudges_at", timezone.now()))

    def note_asked(self) -> None:
        """They have answered what they can help with and look for, or would rather not: once is enough."""
        User.objects.filter(pk=self.pk, asked_at=None).update(asked_at=timezone.now())

    def trust_address(self) -> None:
        """Takes the address that the user signs in with as their own, without a mail to prove it."""
        from allauth.account.models import EmailAddress  # not at the top: it refers to this model

        EmailAddress.objects.update_or_create(
            user=self, email=self.email, defaults={"primary": True, "verified": True}
        )

    def wait_for_turn(self) -> None:
        """Lets one form of this user be saved at a time, until the transaction ends.

        What was sent twice at once is thus saved by the first, and found by the second.
        """
        User.objects.select_for_update(no_key=True).only("pk").get(pk=self.pk)

    def wait_for(self, what: str) -> None:
        """Lets one transaction of this user at a time do `what`, until it ends; others go on side by side.

        They all wait for what has its turn (a change, a deletion), and that waits for them.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM netwerk_user WHERE id = %s FOR SHARE", [self.pk])
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{self.pk} {what}"])

    @property
    def is_paused(self) -> bool:
        """Whether the user is on holiday, and no mail comes."""
        return self.paused_until is not None and self.today() < self.paused_until

    def mail_may_come(self, now: datetime) -> datetime | None:
        """The first moment from `now` on outside of quiet hours, days off and a pause; None: on no day."""
        quiet = (self.quiet_from, self.quiet_until)
        return first_allowed(now, self.zone, self.digest_days, quiet, self.paused_until)

    def covers(self, day: date) -> date:
        """The last day that a digest of `day` tells of: what is due before the next digest comes."""
        return last_covered(day, self.digest_days)

    def pause(self, until: date) -> None:
        """No mail before the day `until`."""
        self.paused_until = until
        self.reschedule_digest()
        self.save(update_fields=["paused_until", "digest_at"])

    def resume(self) -> None:
        """Ends a pause: what waits may be told at once, when today's hour has passed already."""
        self.paused_until = None
        self.reschedule_digest()
        self.save(update_fields=["paused_until", "digest_at"])

    def schedule_digest(self, after: datetime | None = None) -> None:
        """Sets, without saving, when the next digest is due after `after` (now, when not given)."""
        after = after or timezone.now()
        self.digest_at = next_digest(after, self.zone, self.digest_days, self.digest_hour, self.paused_until)

    def reschedule_digest(self, now: datetime | None = None) -> None:
        """The same when a choice was changed, or the zone: today's is due at once if its hour has passed.

        Otherwise that day would have none. It has one only once, whatever its hours (a constraint of Digest).
        """
        midnight = datetime.combine(self.today(now), time.min, self.zone)
        self.schedule_digest(midnight - timedelta(seconds=1))
