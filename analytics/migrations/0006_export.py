import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0005_event_by_month'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportBatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('events', 'New events'), ('changes', 'Changes')], max_length=8)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('lease_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='privacysetting',
            name='track_searches',
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name='DeadLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=80)),
                ('reason', models.TextField()),
                ('problem', models.CharField(max_length=200)),
                ('row', models.TextField()),
                ('source', models.CharField(blank=True, max_length=40)),
                ('attempts', models.PositiveIntegerField(default=1)),
                ('first_tried_at', models.DateTimeField()),
                ('last_tried_at', models.DateTimeField()),
                ('retrying', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'refused row',
                'ordering': ['-last_tried_at', '-id'],
                'indexes': [models.Index(fields=['problem'], name='dead_letter_by_problem')],
                'constraints': [models.UniqueConstraint(fields=('table', 'key'), name='dead_letter_once_per_row')],
            },
        ),
        migrations.CreateModel(
            name='ExportClaim',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
                ('received_at', models.DateTimeField()),
                ('subject_id', models.UUIDField()),
                ('batch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='analytics.exportbatch')),
            ],
        ),
        migrations.CreateModel(
            name='ExportState',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('last_failure', models.TextField(blank=True)),
                ('last_failure_at', models.DateTimeField(null=True)),
                ('last_success_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='export_state_one_row')],
            },
        ),
        migrations.CreateModel(
            name='WarehouseChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('event', 'Event'), ('order', 'Order'), ('subject', 'Merged shopper')], max_length=8)),
                ('key', models.CharField(max_length=40)),
                ('day', models.DateField(null=True)),
                ('taken_back', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='changes', to='analytics.exportbatch')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('batch', None)), fields=['id'], name='change_waiting')],
            },
        ),
    ]
