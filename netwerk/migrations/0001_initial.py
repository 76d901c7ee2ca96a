import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import netwerk.accounts.models
import netwerk.accounts.owned
import netwerk.mail.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactMoment',
            fields=[
                ('pk', models.CompositePrimaryKey('branch', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('id', models.BigIntegerField()),
                ('branch', models.IntegerField(choices=[(1, 'Encounter'), (2, 'Note')])),
            ],
            options={
                'db_table': 'netwerk_contact_moment',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Moment',
            fields=[
                ('pk', models.CompositePrimaryKey('branch', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('id', models.BigIntegerField()),
                ('branch', models.IntegerField(choices=[(1, 'Encounter'), (2, 'Note')])),
            ],
            options={
                'db_table': 'netwerk_moment',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='your name')),
                ('language', models.CharField(choices=[('nl', 'Nederlands'), ('en', 'English')], default='en', max_length=2, verbose_name='language')),
                ('time_zone', models.CharField(default='Europe/Amsterdam', max_length=60, validators=[netwerk.accounts.models.check_time_zone], verbose_name='time zone')),
                ('scheme', models.CharField(choices=[('auto', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='auto', max_length=5, verbose_name='colours')),
                ('digest_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=netwerk.accounts.models.every_day, size=None, verbose_name='days')),
                ('digest_hour', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='hour')),
                ('digest_at', models.DateTimeField(editable=False, null=True)),
                ('nudges_a_day', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='follow-ups a day, at most')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('key', models.CharField(editable=False, max_length=120)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('headline', models.CharField(blank=True, max_length=160, verbose_name='what they do')),
                ('organisation', models.CharField(blank=True, max_length=120, verbose_name='organisation')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='place')),
                ('language', models.CharField(blank=True, choices=[('nl', 'Dutch'), ('en', 'English'), ('fr', 'French'), ('de', 'German'), ('es', 'Spanish'), ('xx', 'another language')], max_length=2, verbose_name='language')),
                ('drives', models.TextField(blank=True, max_length=5000, verbose_name='what drives them')),
                ('notes', models.TextField(blank=True, max_length=20000, verbose_name='notes')),
                ('birth_day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='day of birth')),
                ('birth_month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='month of birth')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)], verbose_name='year of birth')),
                ('how_met', models.CharField(blank=True, max_length=200, verbose_name='how you met')),
                ('archived_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sort_name', models.CharField(db_collation='C', editable=False, max_length=240)),
                ('place_key', models.CharField(blank=True, db_collation='C', editable=False, max_length=160)),
                ('last_seen', models.DateField(editable=False, null=True)),
                ('photo_digest', models.CharField(blank=True, editable=False, max_length=16)),
                ('search', django.contrib.postgres.search.SearchVectorField(default='', editable=False)),
                ('met_through', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='netwerk.contact', verbose_name='met through')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Encounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('borrel', 'Borrel'), ('event', 'Event'), ('meeting', 'Meeting'), ('coffee', 'Coffee'), ('lunch', 'Lunch'), ('call', 'Call'), ('message', 'Message'), ('other', 'Other')], default='borrel', max_length=7, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=160, verbose_name='title')),
                ('day', models.DateField(verbose_name='day')),
                ('time', models.TimeField(blank=True, null=True, verbose_name='time')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                ('note', models.TextField(blank=True, max_length=20000, verbose_name='note')),
                ('draft', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('account', 'Account'), ('digest', 'Digest')], max_length=7)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('secret', models.CharField(blank=True, max_length=300)),
                ('message_id', models.CharField(default=netwerk.mail.models.new_message_id, max_length=200, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mail', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='digest', to='netwerk.mail')),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('circle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='netwerk.circle')),
                ('contact', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='netwerk.contact')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='contact',
            name='circles',
            field=models.ManyToManyField(blank=True, through='netwerk.Membership', to='netwerk.circle', verbose_name='circles'),
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('text', models.TextField(max_length=20000, verbose_name='note')),
                ('draft', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('contact', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='netwerk.contact')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateField(verbose_name='day')),
                ('due_before', models.DateField(editable=False, null=True)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('done_at', models.DateTimeField(editable=False, null=True)),
                ('dropped_at', models.DateTimeField(editable=False, null=True)),
                ('contact', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='nudges', to='netwerk.contact')),
                ('encounter', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='nudges', to='netwerk.encounter')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(editable=False)),
                ('note', models.TextField(blank=True, max_length=20000, verbose_name='note')),
                ('contact', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='netwerk.contact')),
                ('encounter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='netwerk.encounter')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField()),
                ('contact', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='photo', to='netwerk.contact')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Reach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Phone'), ('site', 'Site'), ('profile', 'Profile'), ('post', 'Postal address')], default='email', max_length=7, verbose_name='kind')),
                ('value', models.CharField(max_length=500, verbose_name='address or number')),
                ('label', models.CharField(blank=True, max_length=40, verbose_name='label')),
                ('key', models.CharField(blank=True, editable=False, max_length=500)),
                ('contact', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='reaches', to='netwerk.contact')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(models.F('digest_at'), condition=models.Q(('digest_at__isnull', False)), name='user_digest_at'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Upper('email'), name='user_email_once'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='user_digest_hour'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('digest_days__contained_by', [1, 2, 3, 4, 5, 6, 7])), name='user_digest_days'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('nudges_a_day__range', (1, 50))), name='user_nudges_a_day'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.UniqueConstraint(fields=('owner', 'key'), name='circle_once'),
        ),
        migrations.AddConstraint(
            model_name='circle',
            constraint=models.UniqueConstraint(fields=('owner', 'id'), name='circle_owned'),
        ),
        migrations.AddIndex(
            model_name='encounter',
            index=models.Index(models.F('owner'), models.OrderBy(models.F('day'), descending=True), models.OrderBy(models.F('id'), descending=True), name='encounter_by_day'),
        ),
        migrations.AddIndex(
            model_name='encounter',
            index=models.Index(models.F('day'), name='encounter_day'),
        ),
        migrations.AddConstraint(
            model_name='encounter',
            constraint=models.UniqueConstraint(fields=('owner', 'id', 'day'), name='encounter_owned_day'),
        ),
        migrations.AddConstraint(
            model_name='encounter',
            constraint=models.UniqueConstraint(fields=('owner', 'id'), name='encounter_owned'),
        ),
        migrations.AddConstraint(
            model_name='encounter',
            constraint=models.UniqueConstraint(fields=('owner', 'draft'), name='encounter_draft_once'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(models.F('owner'), models.OrderBy(models.F('id'), descending=True), name='mail_of_owner'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(models.F('due_at'), condition=models.Q(('dropped_at', None), ('failed_at', None), ('sent_at', None)), name='mail_due'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('sent_at', None)), models.Q(('dropped_at', None), ('sent_at', None)), models.Q(('dropped_at', None), ('failed_at', None)), _connector='OR'), name='mail_one_end'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('owner', 'day'), name='digest_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('owner', 'circle', 'contact'), name='membership_once'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('owner'), models.F('sort_name'), models.F('id'), condition=models.Q(('archived_at', None)), name='contact_by_name'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('owner'), models.F('sort_name'), models.F('id'), condition=models.Q(('archived_at__isnull', False)), name='contact_archived'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('owner'), models.OrderBy(django.db.models.functions.comparison.Coalesce('last_seen', models.Value(datetime.date(1, 1, 1))), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('archived_at', None)), name='contact_by_last_seen'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('owner'), models.F('place_key'), models.F('sort_name'), models.F('id'), condition=models.Q(('archived_at', None)), name='contact_by_place'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=django.contrib.postgres.indexes.GinIndex(models.F('search'), name='contact_search'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(fields=('owner', 'id'), name='contact_owned'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contact_has_name'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('birth_day', None), ('birth_month', None)), models.Q(('birth_day__range', (1, 31)), ('birth_month__range', (1, 12))), _connector='OR'), name='contact_birthday'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(models.F('owner'), models.OrderBy(models.F('day'), descending=True), models.OrderBy(models.F('id'), descending=True), name='note_by_day'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(models.F('owner'), models.F('contact'), models.OrderBy(models.F('day'), descending=True), models.OrderBy(models.F('id'), descending=True), name='note_by_contact_day'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.UniqueConstraint(fields=('owner', 'draft'), name='note_draft_once'),
        ),
        migrations.AddIndex(
            model_name='nudge',
            index=models.Index(models.F('owner'), models.F('due'), models.F('id'), condition=models.Q(('done_at', None), ('dropped_at', None)), name='nudge_open'),
        ),
        migrations.AddIndex(
            model_name='nudge',
            index=models.Index(models.F('owner'), models.F('contact'), models.F('due'), name='nudge_of_contact'),
        ),
        migrations.AddConstraint(
            model_name='nudge',
            constraint=models.UniqueConstraint(fields=('owner', 'encounter', 'contact'), name='nudge_follow_up_once'),
        ),
        migrations.AddConstraint(
            model_name='nudge',
            constraint=models.CheckConstraint(condition=models.Q(('done_at', None), ('dropped_at', None), _connector='OR'), name='nudge_one_end'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(models.F('owner'), models.F('contact'), models.OrderBy(models.F('day'), descending=True), models.OrderBy(models.F('id'), descending=True), name='participation_by_contact_day'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('owner', 'encounter', 'contact'), name='participation_once'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.UniqueConstraint(fields=('owner', 'contact'), name='photo_once'),
        ),
        migrations.AddIndex(
            model_name='reach',
            index=models.Index(models.F('owner'), models.F('kind'), models.F('key'), name='reach_key'),
        ),
        # References between owned rows come last: they need the unique keys above.
        migrations.AddConstraint(
            model_name='membership',
            constraint=netwerk.accounts.owned.SameOwner(field='contact', name='membership_contact_owned', to='netwerk.Contact'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=netwerk.accounts.owned.SameOwner(field='circle', name='membership_circle_owned', to='netwerk.Circle'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=netwerk.accounts.owned.SameOwner(field='met_through', name='contact_met_through_owned', to='netwerk.Contact'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=netwerk.accounts.owned.SameOwner(field='contact', name='note_contact_owned', to='netwerk.Contact'),
        ),
        migrations.AddConstraint(
            model_name='nudge',
            constraint=netwerk.accounts.owned.SameOwner(field='contact', name='nudge_contact_owned', to='netwerk.Contact'),
        ),
        migrations.AddConstraint(
            model_name='nudge',
            constraint=netwerk.accounts.owned.SameOwner(field='encounter', name='nudge_encounter_owned', to='netwerk.Encounter'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=netwerk.accounts.owned.SameOwner(field='contact', name='participation_contact_owned', to='netwerk.Contact'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=netwerk.accounts.owned.SameOwner(also=('day',), field='encounter', name='participation_encounter_owned', to='netwerk.Encounter'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=netwerk.accounts.owned.SameOwner(field='contact', name='photo_contact_owned', to='netwerk.Contact'),
        ),
        migrations.AddConstraint(
            model_name='reach',
            constraint=netwerk.accounts.owned.SameOwner(field='contact', name='reach_contact_owned', to='netwerk.Contact'),
        ),
    ]
